import { CfnOutput, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import { Certificate, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Secret } from 'aws-cdk-lib/aws-ecs';
import { HostedZone, type IHostedZone } from 'aws-cdk-lib/aws-route53';
import { type ISecret, Secret as StoredSecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { hostOf } from '../config/fields.js';
import type { StageConfig } from '../config/stage-config.js';
import { Address } from '../constructs/address.js';
import { BffService } from '../constructs/bff-service.js';
import { BffTask } from '../constructs/bff-task.js';
import { Canary } from '../constructs/canary.js';
import { Edge } from '../constructs/edge.js';
import { Entrance } from '../constructs/entrance.js';
import { Firewall } from '../constructs/firewall.js';
import { GivenSessionStore } from '../constructs/given-session-store.js';
import { LoginSignals } from '../constructs/login-signals.js';
import { Monitoring } from '../constructs/monitoring.js';
import { Network } from '../constructs/network.js';
import { ProductMetrics } from '../constructs/product-metrics.js';
import { SessionStore } from '../constructs/session-store.js';
import { UserAdministration } from '../constructs/user-administration.js';
import type { ApiMetrics, IdentityMetrics } from '../constructs/watched.js';
import type { IdentityConnection } from './identity-stack.js';

interface ServiceStackProps extends StackProps {
  readonly config: StageConfig;
  readonly identity: IdentityConnection;
  readonly apiUrl: string;
  readonly apiMetrics?: ApiMetrics;
  readonly identityMetrics?: IdentityMetrics;
  /** CloudFront's, where it can't stand in this region. */
  readonly edgeFirewall?: Firewall;
}

interface Opening {
  readonly network: Network;
  readonly entrance: Entrance;
  readonly isHttps: boolean;
  readonly zone?: IHostedZone;
  readonly edgeFirewall?: Firewall;
}

/** The product: who reaches it, where its sessions are, and who is told of trouble. */
export class ServiceStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    {
      config,
      identity,
      apiUrl,
      apiMetrics,
      identityMetrics,
      edgeFirewall,
      ...props
    }: ServiceStackProps,
  ) {
    super(scope, id, { terminationProtection: config.protected, ...props });
    const network = new Network(this, 'Network', { config });
    const { redisUrl: url, redisSecretArn: passwordArn } = config;
    const own =
      url === undefined ? new SessionStore(this, 'Sessions', { config, network }) : undefined;
    const sessions =
      own ??
      new GivenSessionStore(this, 'Sessions', {
        config,
        url: url ?? '',
        passwordArn: passwordArn ?? '',
      });
    const task = new BffTask(this, 'Task', {
      config,
      environment: { ...environment(config, identity, apiUrl), ...sessions.environment },
      secrets: {
        COGNITO_CLIENT_SECRET: Secret.fromSecretsManager(this.clientSecret(identity)),
        ...sessions.secrets,
        ...this.tracesHeaders(config),
      },
    });
    new UserAdministration(this, 'Administration', {
      config,
      userPoolId: identity.userPoolId,
      role: task.definition.taskRole,
    });
    const entrance = new Entrance(this, 'Entrance', { config, network });
    const zone = this.zone(config);
    const certificate = this.certificate('Certificate', config.certificateArn);
    const service = new BffService(this, 'Service', {
      config,
      network,
      entrance,
      task,
      certificate,
      zone,
    });
    sessions.allowAccessFrom(service);
    service.startAfter(sessions);
    const logins = new LoginSignals(this, 'Logins', {
      logGroup: task.logGroup,
      namespace: config.prefix,
    });
    const canary = config.canary
      ? new Canary(this, 'Canary', { config, issuer: identity.issuer })
      : undefined;
    const { alarms, outages } = new Monitoring(this, 'Monitoring', {
      config,
      watched: {
        entrance,
        service,
        logins,
        product: config.cloudWatchMetrics ? new ProductMetrics(config.prefix) : undefined,
        sessions: own,
        api: apiMetrics,
        identity: identityMetrics,
        canary,
        certificate,
      },
    });
    service.rollBackOn(outages);
    new CfnOutput(this, 'ClusterName', { value: service.names.cluster });
    new CfnOutput(this, 'ServiceName', { value: service.names.service });
    // Whoever else is to be told subscribes to it.
    new CfnOutput(this, 'AlarmTopic', { value: alarms.topic.topicArn });
    const host = this.open(config, {
      network,
      entrance,
      isHttps: service.isHttps,
      zone,
      edgeFirewall,
    });
    this.tellAddress(config, host, service.isHttps);
  }

  /** As CloudFormation knows them: the same template with and without an account to ask. */
  override get availabilityZones(): string[] {
    return [0, 1].map((index) => Fn.select(index, Fn.getAzs()));
  }

  /** Puts before the entrance what the stage wants there. @returns the host that browsers reach first */
  private open(
    config: StageConfig,
    { network, entrance, isHttps, zone, edgeFirewall }: Opening,
  ): string {
    const name = hostOf(config.publicUrl);
    const firewall =
      edgeFirewall ??
      (config.waf
        ? new Firewall(this, 'Firewall', {
            config,
            at: config.cloudFront ? 'CloudFront' : 'load balancer',
          })
        : undefined);
    if (!config.cloudFront) {
      firewall?.protect(entrance);
      if (zone) new Address(this, 'Address', { zone, name, entrance });
      return entrance.loadBalancer.loadBalancerDnsName;
    }
    const certificate = this.certificate('EdgeCertificate', config.cloudFrontCertificateArn);
    const edge = new Edge(this, 'Edge', {
      network,
      entrance,
      isHttps,
      firewall,
      domain: certificate && { name, certificate },
    });
    if (zone && certificate) new Address(this, 'Address', { zone, name, entrance, edge });
    return edge.distribution.distributionDomainName;
  }

  private tellAddress(config: StageConfig, host: string, isHttps: boolean): void {
    const { publicUrl, cloudFront, cloudFrontCertificateArn, hostedZoneId } = config;
    const onOwnDomain = cloudFront ? cloudFrontCertificateArn !== undefined : isHttps;
    const found = `${cloudFront ? 'https' : 'http'}://${host}`;
    new CfnOutput(this, 'ServiceUrl', { value: onOwnDomain ? publicUrl : found });
    if (onOwnDomain && hostedZoneId === undefined) {
      // What the name in publicUrl has to point to, which its DNS is to be told by hand.
      new CfnOutput(this, 'ServiceTarget', { value: host });
    }
  }

  private zone({ hostedZoneId, hostedZoneName: zoneName }: StageConfig): IHostedZone | undefined {
    if (hostedZoneId === undefined || zoneName === undefined) return undefined;
    return HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId, zoneName });
  }

  private clientSecret({ clientSecret }: IdentityConnection): ISecret {
    return 'arn' in clientSecret
      ? StoredSecret.fromSecretCompleteArn(this, 'ClientSecret', clientSecret.arn)
      : clientSecret;
  }

  /** What a collector wants to know who sends: `name=value`, as OpenTelemetry has it. */
  private tracesHeaders({ tracesHeadersArn: arn }: StageConfig): Record<string, Secret> {
    if (arn === undefined) return {};
    const headers = StoredSecret.fromSecretCompleteArn(this, 'TracesHeaders', arn);
    return { OTEL_EXPORTER_OTLP_HEADERS: Secret.fromSecretsManager(headers) };
  }

  private certificate(id: string, arn: string | undefined): ICertificate | undefined {
    return arn === undefined ? undefined : Certificate.fromCertificateArn(this, id, arn);
  }
}

/** The product's environment but for its sessions: docs/stages.md, and `src/config/schema.ts`. */
const environment = (
  config: StageConfig,
  { issuer, domainUrl, clientId, scopes, files }: IdentityConnection,
  apiUrl: string,
): Record<string, string> => ({
  PUBLIC_URL: config.publicUrl,
  // The load balancer, and in front of it CloudFront: each adds one address to X-Forwarded-For.
  TRUST_PROXY_HOPS: config.cloudFront ? '2' : '1',
  COGNITO_ISSUER: issuer,
  COGNITO_DOMAIN: domainUrl,
  COGNITO_CLIENT_ID: clientId,
  COGNITO_SCOPES: scopes.join(' '),
  API_URL: apiUrl,
  // Cognito asks its trigger about new accounts, and nobody about an address that changes.
  ...(config.allowedEmailDomains.length > 0 && {
    ALLOWED_EMAIL_DOMAINS: config.allowedEmailDomains.join(','),
  }),
  ...(files && { IDENTITY_POOL_ID: files.identityPoolId, UPLOADS_BUCKET: files.bucket }),
  SESSION_IDLE_SECONDS: `${config.sessionIdleSeconds}`,
  SESSION_MAX_SECONDS: `${config.sessionMaxSeconds}`,
  LOG_LEVEL: config.logLevel,
  // Nobody has to reach it: what CloudWatch gets is in the log.
  METRICS_HOST: '127.0.0.1',
  ...(config.cloudWatchMetrics && { CLOUDWATCH_NAMESPACE: config.prefix }),
  ...(config.tracesUrl !== undefined && { OTEL_EXPORTER_OTLP_ENDPOINT: config.tracesUrl }),
});
