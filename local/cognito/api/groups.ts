import { z } from 'zod';
import type { Account } from '../account.js';
import type { Group } from '../groups.js';
import type { Pool } from '../pool.js';
import { groupFields } from '../pool-settings.js';
import { userType } from './admin-users.js';
import { group, limit, pageToken } from './fields.js';
import { byAdmin, onUser, type Operations } from './operation.js';
import { page } from './paging.js';

const groupType = (pool: Pool, { name, description, precedence, role, createdAt }: Group) => ({
  GroupName: name,
  UserPoolId: pool.settings.Id,
  Description: description,
  RoleArn: role,
  Precedence: precedence,
  CreationDate: createdAt / 1000,
  LastModifiedDate: createdAt / 1000,
});

const paging = z.object({ Limit: limit, NextToken: pageToken });
const member = z.object({ GroupName: group });
const described = z.object({ ...groupFields, GroupName: group });

const propertiesOf = (input: Omit<z.infer<typeof described>, 'GroupName'>) => ({
  description: input.Description,
  precedence: input.Precedence,
  role: input.RoleArn,
});

function leave(pool: Pool, account: Account, name: string): void {
  account.groups = account.groups.filter((one) => one !== name);
  pool.directory.save(account);
}

function listOf(pool: Pool, groups: Group[], input: z.infer<typeof paging>) {
  const { items, next } = page(groups, input.Limit, input.NextToken);
  return { Groups: items.map((one) => groupType(pool, one)), NextToken: next };
}

export const groupOperations: Operations = {
  CreateGroup: byAdmin(described, (pool, { GroupName: name, ...input }) => {
    const created = { name, ...propertiesOf(input), createdAt: pool.now() };
    pool.groups.add(created);
    return { Group: groupType(pool, created) };
  }),

  GetGroup: byAdmin(member, (pool, { GroupName }) => ({
    Group: groupType(pool, pool.groups.get(GroupName)),
  })),

  // What isn't given stays as it is.
  UpdateGroup: byAdmin(described, (pool, { GroupName, ...input }) => {
    const found = pool.groups.get(GroupName);
    const given = Object.entries(propertiesOf(input)).filter(([, value]) => value !== undefined);
    Object.assign(found, Object.fromEntries(given));
    pool.groups.save();
    return { Group: groupType(pool, found) };
  }),

  DeleteGroup: byAdmin(member, (pool, { GroupName }) => {
    const found = pool.groups.get(GroupName);
    for (const account of pool.directory.all()) {
      if (account.groups.includes(found.name)) leave(pool, account, found.name);
    }
    pool.groups.delete(found);
  }),

  ListGroups: byAdmin(paging, (pool, input) => listOf(pool, pool.groups.all(), input)),

  ListUsersInGroup: byAdmin(
    z.object({ ...member.shape, ...paging.shape }),
    (pool, { GroupName, Limit, NextToken }) => {
      const { name } = pool.groups.get(GroupName);
      const members = pool.directory.all().filter(({ groups }) => groups.includes(name));
      const { items, next } = page(members, Limit, NextToken);
      return { Users: items.map(userType), NextToken: next };
    },
  ),

  AdminAddUserToGroup: onUser(member, (pool, { GroupName }, account) => {
    const { name } = pool.groups.get(GroupName);
    if (!account.groups.includes(name)) account.groups.push(name);
    pool.directory.save(account);
  }),

  AdminRemoveUserFromGroup: onUser(member, (pool, { GroupName }, account) => {
    const { name } = pool.groups.get(GroupName);
    leave(pool, account, name);
  }),

  AdminListGroupsForUser: onUser(paging, (pool, input, account) =>
    listOf(pool, pool.groups.of(account), input),
  ),
};
