import { ArnFormat, Stack } from 'aws-cdk-lib';
import { CfnLoggingConfiguration, CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { StageConfig } from '../config/stage-config.js';
import type { Entrance } from './entrance.js';
import { KeptLogs } from './kept-logs.js';

/** Twice what the product itself allows: it answers people, this stops floods before they cost anything. */
const SIGN_INS_A_MINUTE = 120;

/** AWS's own rules, and those of them that only count here, for they would refuse what is right. */
const MANAGED_RULES: Record<string, string[]> = {
  AmazonIpReputationList: [],
  // Bodies over 8 KB are uploads to the API; a long `returnTo` comes back inside `state`.
  CommonRuleSet: ['SizeRestrictions_BODY', 'SizeRestrictions_QUERYSTRING'],
  KnownBadInputsRuleSet: [],
};

/** Of what is logged and sampled. */
const SECRET_HEADERS = ['cookie', 'authorization'];

interface FirewallProps {
  readonly config: StageConfig;
  /** Where it stands. Those of CloudFront must be made in us-east-1. */
  readonly at: 'load balancer' | 'CloudFront';
}

/** A web ACL of AWS WAF: known attacks, known attackers, and too many tries to sign in. */
export class Firewall extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { config, at }: FirewallProps) {
    super(scope, id);
    const acl = new CfnWebACL(this, 'WebAcl', {
      scope: at === 'CloudFront' ? 'CLOUDFRONT' : 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: visible('Firewall'),
      rules: [signInRate(), ...Object.entries(MANAGED_RULES).map(managed)],
      // Requests are sampled for the console: without their codes, states and cookies.
      dataProtectionConfig: {
        dataProtections: [
          { action: 'SUBSTITUTION', field: { fieldType: 'QUERY_STRING' } },
          {
            action: 'SUBSTITUTION',
            field: { fieldType: 'SINGLE_HEADER', fieldKeys: SECRET_HEADERS },
          },
        ],
      },
    });
    this.arn = acl.attrArn;
    this.logRefusals(config, acl);
  }

  /** What was refused reached no task, so the product's own trail doesn't tell of it. */
  private logRefusals(config: StageConfig, acl: CfnWebACL): void {
    // WAF writes to no log group whose name begins otherwise. A kept log outlives its firewall, so each
    // firewall's has a name of its own: where it is turned off and on again, the old one is in nobody's way.
    const { logGroup } = new KeptLogs(this, 'Logs', {
      config,
      name: `aws-waf-logs-${config.prefix}-${acl.attrId}`,
    });
    const logging = new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: acl.attrArn,
      logDestinationConfigs: [
        Stack.of(this).formatArn({
          service: 'logs',
          resource: 'log-group',
          resourceName: logGroup.logGroupName,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME, // without the `:*` that WAF refuses
        }),
      ],
      redactedFields: [
        { queryString: {} },
        ...SECRET_HEADERS.map((Name) => ({ singleHeader: { Name } })),
      ],
      loggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [
          {
            Behavior: 'KEEP',
            Requirement: 'MEETS_ANY',
            Conditions: [{ ActionCondition: { Action: 'BLOCK' } }],
          },
        ],
      },
    });
    logging.node.addDependency(logGroup);
  }

  protect({ loadBalancer }: Entrance): void {
    new CfnWebACLAssociation(this, 'Association', {
      resourceArn: loadBalancer.loadBalancerArn,
      webAclArn: this.arn,
    });
  }
}

const signInRate = (): CfnWebACL.RuleProperty => ({
  name: 'SignInRate',
  priority: 0,
  statement: {
    rateBasedStatement: {
      aggregateKeyType: 'IP',
      limit: SIGN_INS_A_MINUTE,
      evaluationWindowSec: 60,
      scopeDownStatement: {
        andStatement: {
          statements: [
            path('STARTS_WITH', '/auth/'),
            // Pages may ask every few seconds who is signed in, and it costs nobody's quota.
            { notStatement: { statement: path('EXACTLY', '/auth/session') } },
          ],
        },
      },
    },
  },
  action: {
    block: {
      customResponse: {
        responseCode: 429,
        responseHeaders: [{ name: 'Retry-After', value: '60' }],
      },
    },
  },
  visibilityConfig: visible('SignInRate'),
});

/** The path as the product's router sees it. */
function path(
  positionalConstraint: 'STARTS_WITH' | 'EXACTLY',
  searchString: string,
): CfnWebACL.StatementProperty {
  return {
    byteMatchStatement: {
      fieldToMatch: { uriPath: {} },
      positionalConstraint,
      searchString,
      textTransformations: [
        { priority: 0, type: 'URL_DECODE' },
        { priority: 1, type: 'LOWERCASE' },
      ],
    },
  };
}

const managed = (
  [name, onlyCounted]: [string, string[]],
  index: number,
): CfnWebACL.RuleProperty => ({
  name,
  priority: index + 1,
  statement: {
    managedRuleGroupStatement: {
      vendorName: 'AWS',
      name: `AWSManagedRules${name}`,
      ...(onlyCounted.length > 0 && {
        ruleActionOverrides: onlyCounted.map((rule) => ({
          name: rule,
          actionToUse: { count: {} },
        })),
      }),
    },
  },
  overrideAction: { none: {} },
  visibilityConfig: visible(name),
});

function visible(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true };
}
