/** What a credential plugin is told and what it answers, as the API has them. */
import { readFileSync } from 'node:fs';
import { type Fields, fieldsOf, listOf, textOf } from '../backup/fields.ts';
import { EXIT, UserError } from '../errors.ts';
import { visible } from '../words/visible.ts';
import { clientPair } from './tls.ts';

const VERSIONS = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];

export interface Credential {
  readonly token?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Milliseconds since 1970; undefined for the whole run. */
  readonly expires: number | undefined;
}

/** KUBERNETES_EXEC_INFO: the plugin learns of the cluster only where the kubeconfig says so. */
export function execInfo(exec: Fields, cluster: Fields, interactive: boolean): string {
  const apiVersion = textOf(exec['apiVersion']) ?? '';
  if (!VERSIONS.includes(apiVersion))
    throw wrong(`exec: the kubeconfig asks for the unknown apiVersion "${visible(apiVersion)}"`);
  const told = exec['provideClusterInfo'] === true ? { cluster: clusterInfo(cluster) } : {};
  return JSON.stringify({ kind: 'ExecCredential', apiVersion, spec: { ...told, interactive } });
}

function clusterInfo(cluster: Fields): Fields {
  const file = textOf(cluster['certificate-authority']);
  const ca = textOf(cluster['certificate-authority-data']) ?? (file && readFileSync(file).toString('base64'));
  const extension = listOf(cluster['extensions'])
    .map(fieldsOf)
    .find((one) => one['name'] === 'client.authentication.k8s.io/exec')?.['extension'];
  const flag = (name: string): Fields => (cluster[name] === true ? { [name]: true } : {});
  const text = (name: string): Fields => {
    const value = textOf(cluster[name]);
    return value === undefined ? {} : { [name]: value };
  };
  return {
    ...text('server'),
    ...text('tls-server-name'),
    ...flag('insecure-skip-tls-verify'),
    ...(ca === undefined ? {} : { 'certificate-authority-data': ca }),
    ...text('proxy-url'),
    ...flag('disable-compression'),
    config: extension ?? null,
  };
}

/** The plugin's answer, checked as client-go checks it. Nothing of it appears in an error. */
export function execCredential(output: string, version: string, command: string): Credential {
  const who = `the credential plugin "${visible(command)}"`;
  const answer = fieldsOf(parse(output, who));
  if (answer['kind'] !== 'ExecCredential' || answer['apiVersion'] !== version)
    throw wrong(`${who} does not answer with an ExecCredential of ${visible(version)}`);
  if (answer['status'] === undefined || answer['status'] === null)
    throw wrong(`${who} gave no credential (no status)`);
  const status = fieldsOf(answer['status']);
  const token = textOf(status['token']);
  const cert = textOf(status['clientCertificateData']);
  const key = textOf(status['clientKeyData']);
  if ((cert === undefined) !== (key === undefined))
    throw wrong(`${who} gave a certificate or a key, not both`);
  if (token === undefined && cert === undefined) throw wrong(`${who} gave no token and no certificate`);
  return {
    ...(token === undefined ? {} : { token }),
    ...(cert === undefined || key === undefined
      ? {}
      : (clientPair(cert, key) as { cert: string; key: string })),
    expires: expiry(status['expirationTimestamp'], who),
  };
}

function expiry(value: unknown, who: string): number | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw wrong(`${who} gave an expirationTimestamp that is no time`);
  return time;
}

function parse(output: string, who: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    throw wrong(`${who} does not answer in JSON`);
  }
}

function wrong(message: string): UserError {
  return new UserError(message, { exitCode: EXIT.unreachable, reason: 'Plugin' });
}
