import { z } from 'zod';
import type { Account } from './account.js';
import { CognitoError } from './cognito-error.js';
import type { Context } from './context.js';
import { StateFile } from './state-folder.js';

const groupSchema = z.object({
  name: z.string(),
  description: z.string().optional(),
  /** The lowest wins. Without one, a group comes last. */
  precedence: z.number().optional(),
  /** The ARN of the role that an identity pool gives to members. */
  role: z.string().optional(),
  createdAt: z.number(),
});

export type Group = z.infer<typeof groupSchema>;

/** The pool's groups. Who is in them, the accounts know. */
export class Groups {
  private readonly file: StateFile<Group[]>;
  private readonly groups: Map<string, Group>;

  /** @throws {DamagedState} */
  constructor(context: Context) {
    this.file = new StateFile(context.folder, 'groups.json', z.array(groupSchema));
    const initial = context.settings.Groups.map((group) => ({
      name: group.GroupName,
      description: group.Description,
      precedence: group.Precedence,
      role: group.RoleArn,
      createdAt: context.now(),
    }));
    const groups = this.file.load() ?? initial;
    this.groups = new Map(groups.map((group) => [group.name, group]));
  }

  all(): Group[] {
    return [...this.groups.values()];
  }

  /** @throws {CognitoError} `ResourceNotFoundException` */
  get(name: string): Group {
    const group = this.groups.get(name);
    if (!group) throw new CognitoError('ResourceNotFoundException', 'Group not found.');
    return group;
  }

  /** @throws {CognitoError} `GroupExistsException` */
  add(group: Group): void {
    if (this.groups.has(group.name)) {
      const message = 'A group with the name already exists.';
      throw new CognitoError('GroupExistsException', message);
    }
    this.groups.set(group.name, group);
    this.save();
  }

  /** To be called after a group was changed. */
  save(): void {
    this.file.save(this.all());
  }

  delete({ name }: Group): void {
    this.groups.delete(name);
    this.save();
  }

  /** Someone's groups, the most important first. */
  of(account: Account): Group[] {
    return account.groups
      .flatMap((name) => this.groups.get(name) ?? [])
      .toSorted((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name));
  }

  /** The claims of an ID token about roles. Two equally important ones: none is preferred. */
  roleClaims(account: Account): Record<string, string | string[]> {
    const withRole = this.of(account).filter((group) => group.role !== undefined);
    const roles = [...new Set(withRole.flatMap(({ role }) => role ?? []))];
    const [first] = withRole;
    if (!first?.role) return {};
    const tie = withRole.some((group) => rank(group) === rank(first) && group.role !== first.role);
    return { 'cognito:roles': roles, ...(tie ? {} : { 'cognito:preferred_role': first.role }) };
  }
}

const rank = ({ precedence }: Group): number => precedence ?? Number.MAX_SAFE_INTEGER;
