/** As much of IAM as the pipeline's policies use: who may what, judged as AWS judges it. */

export interface Statement {
  Sid?: string;
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: Record<string, Record<string, unknown>>;
}

/** What somebody wants to do. The context has IAM's keys, such as `aws:ResourceTag/stage`. */
export interface Wish {
  action: string;
  resource: string;
  context?: Record<string, string>;
}

/** A value of a template as an account would read it; what only CloudFormation knows is written `<Id.Attribute>`. */
export function written(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[name, argument] = []] = Object.entries(value);
  if (name === 'Ref') {
    const known: Record<string, string> = { 'AWS::AccountId': 'ACCOUNT', 'AWS::Partition': 'aws' };
    return known[String(argument)] ?? `<${String(argument)}>`;
  }
  if (name === 'Fn::Join' && Array.isArray(argument)) return argument.flat().map(written).join('');
  if (name === 'Fn::Sub') {
    return String(argument)
      .replaceAll('${AWS::AccountId}', 'ACCOUNT')
      .replaceAll('${AWS::Partition}', 'aws');
  }
  return `<${JSON.stringify(argument)}>`;
}

function matches(pattern: string, value: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[$()+.?[\\\]^{|}]/gu, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'u').test(value);
}

const OPERATORS: Record<string, (wanted: string, found: string | undefined) => boolean> = {
  StringEquals: (wanted, found) => wanted === found,
  StringLike: (wanted, found) => found !== undefined && matches(wanted, found),
  // A key that isn't there differs from every value: IAM, "Condition operators".
  StringNotEquals: (wanted, found) => wanted !== found,
};

function isAbout(statement: Statement, { action, resource, context = {} }: Wish): boolean {
  const conditions = Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => {
      const holds = OPERATORS[operator];
      if (!holds) throw new Error(`${operator} isn’t known here`);
      return [values].flat().some((value) => holds(written(value), context[key]));
    }),
  );
  return (
    [statement.Action].flat().some((pattern) => matches(pattern, action)) &&
    [statement.Resource].flat().some((pattern) => matches(written(pattern), resource)) &&
    conditions.every(Boolean)
  );
}

/** Somebody allows it, and nobody forbids it. */
export function isAllowed(statements: readonly Statement[], wish: Wish): boolean {
  const about = statements.filter((each) => isAbout(each, wish));
  return about.length > 0 && about.every(({ Effect }) => Effect === 'Allow');
}
