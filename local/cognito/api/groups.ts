import { z } from 'zod';
import type { Group } from '../groups.js';
import type { Pool } from '../pool.js';
import { userType } from './admin-users.js';
import { group, limit, pageToken, text } from './fields.js';
import { byAdmin, onUser, type Operations } from './operation.js';
import { page } from './paging.js';

const groupType = (pool: Pool, { name, description, precedence, role, createdAt }: Group) => ({
  GroupName: name,
  UserPoolId: pool.settings.poolId,
  Description: description,
  RoleArn: role,
  Precedence: precedence,
  CreationDate: createdAt / 1000,
  LastModifiedDate: createdAt / 1000,
});

const paging = z.object({ Limit: limit, NextToken: pageToken });
const member = z.object({ GroupName: group });

const listOf = (pool: Pool, groups: Group[], input: z.infer<typeof paging>) => {
  const { items, next } = page(groups, input.Limit, input.NextToken);
  return { Groups: items.map((one) => groupType(pool, one)), NextToken: next };
};

export const groupOperations: Operations = {
  CreateGroup: byAdmin(
    z.object({
      GroupName: group,
      Description: z.string().max(2048).optional(),
      Precedence: z.number().int().min(0).optional(),
      RoleArn: text(2048).min(20).optional(),
    }),
    (pool, input) => {
      const created = {
        name: input.GroupName,
        description: input.Description,
        precedence: input.Precedence,
        role: input.RoleArn,
        createdAt: pool.now(),
      };
      pool.groups.add(created);
      return { Group: groupType(pool, created) };
    },
  ),

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
    account.groups = account.groups.filter((one) => one !== name);
    pool.directory.save(account);
  }),

  AdminListGroupsForUser: onUser(paging, (pool, input, account) =>
    listOf(pool, pool.groups.of(account), input),
  ),
};
