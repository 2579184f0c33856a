import type { Template } from 'aws-cdk-lib/assertions';
import { synthesise } from './synthesise.js';

const CERTIFICATE =
  'arn:aws:acm:us-east-1:111122223333:certificate/11111111-1111-4111-8111-111111111111';
const ZONE = { hostedZoneId: 'Z0123456789', hostedZoneName: 'example.com' };

const variants = {
  /** CloudFront at its own address, one task, no certificate. */
  dev: () => synthesise('dev'),
  /** A load balancer on the internet, with the team's certificate, and a firewall. */
  prod: () => synthesise('prod'),
  /** Everything that may be chosen: CloudFront on an own domain, NAT, a firewall, a zone. */
  full: () =>
    synthesise('prod', {
      region: 'us-east-1',
      certificateArn: CERTIFICATE,
      cloudFront: 'true',
      cloudFrontCertificateArn: CERTIFICATE,
      nat: 'true',
      waf: 'true',
      ...ZONE,
    }),
  /** A zone, in which a certificate and an address are made. */
  zoned: () =>
    synthesise('dev', { cloudFront: 'false', publicUrl: 'https://app.example.com', ...ZONE }),
  /** A look at it, without https. */
  plain: () => synthesise('dev', { cloudFront: 'false' }),
};

type Variant = keyof typeof variants;

const made = new Map<Variant, Template>();

/** The service stack's template, made once in each spec. */
export function serviceOf(variant: Variant): Template {
  const template = made.get(variant) ?? variants[variant]().service;
  made.set(variant, template);
  return template;
}

/** The properties of the one resource of this type whose logical id begins so. */
export function propertiesOf(template: Template, type: string, beginning = '') {
  const found = Object.entries(template.findResources(type)).filter(([id]) =>
    id.startsWith(beginning),
  );
  const [resource] = found;
  if (!resource || found.length > 1) throw new Error(`${found.length} of ${type} ${beginning}`);
  const [id, { Properties: properties }] = resource;
  return { id, properties };
}

/** The names of the subnets that a resource lies in. */
export const subnetsIn = (value: unknown) =>
  [...JSON.stringify(value).matchAll(/Vpc(?<name>[a-z]+)Subnet(?<zone>\d)Subnet/gu)].map(
    ({ groups }) => `${groups?.name} ${groups?.zone}`,
  );
