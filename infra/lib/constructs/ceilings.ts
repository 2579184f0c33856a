import type { StageConfig } from '../config/stage-config.js';
import type { Alarms } from './alarms.js';
import { notRenewed } from './certificate-alarm.js';
import type { Watched } from './watched.js';

/** Part of a limit from which on somebody should do something about it. */
const NEARLY = 0.8;
const GIGABYTE = 1_000_000_000;

/** Alarms for what is about to be reached, while there is still time: each names the key to raise. */
export function watchCeilings(alarms: Alarms, config: StageConfig, watched: Watched): void {
  const { service, sessions, logins, identity, certificate } = watched;
  alarms.when('MemoryNearlyUsed', {
    metric: service.metrics.memory,
    atLeast: 85, // percent
    periods: 2,
    meaning: 'A task is about to be killed for want of memory: raise taskMemory.',
  });
  // Where the number of tasks is fixed, being there is no news.
  if (config.tasksMax > config.tasksMin) {
    alarms.when('AsManyTasksAsMayBe', {
      metric: service.metrics.running,
      atLeast: config.tasksMax,
      periods: 15,
      meaning: 'Load can add no more tasks: raise tasksMax, or taskCpu and taskMemory.',
    });
  }
  if (sessions) {
    alarms.when('SessionStoreNearlyFull', {
      metric: sessions.metrics.bytes,
      atLeast: config.valkeyMaxGigabytes * GIGABYTE * NEARLY,
      periods: 1,
      meaning: 'The session store will soon sign people out for room: raise valkeyMaxGigabytes.',
    });
    alarms.when('SessionStoreNearlyBusy', {
      metric: sessions.metrics.units,
      atLeast: config.valkeyMaxEcpuPerSecond * 60 * NEARLY,
      periods: 5,
      meaning: 'The session store will soon refuse commands: raise valkeyMaxEcpuPerSecond.',
    });
  }
  alarms.when('CognitoNearlyBusy', {
    metric: logins.authentications,
    atLeast: config.cognitoAuthenticationsPerSecond * 60 * NEARLY,
    periods: 3,
    meaning:
      'Sign-ins and refreshes near the quota of the account: ask AWS for more, or raise accessTokenMinutes.',
  });
  if (identity) {
    alarms.when('CognitoThrottles', {
      metric: identity.throttled,
      atLeast: 1,
      periods: 1,
      meaning: 'Cognito refuses sign-ins or refreshes for want of quota: ask AWS for more.',
    });
  }
  if (certificate) {
    alarms.when('CertificateExpires', notRenewed(certificate, 'the load balancer'));
  }
}
