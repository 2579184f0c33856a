/** The groups that the user pool has, as far as a route here asks for one. infra/ makes them. */
export const GROUPS = ['admins', 'users'] as const;

export type Group = (typeof GROUPS)[number];

/** Who may administrate. */
export const ADMINS = 'admins' satisfies Group;
