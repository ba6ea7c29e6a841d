/** Whether an encryption configuration has a key, in each form that the API server takes. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const folder = mkdtempSync(join(tmpdir(), 'encryption-'));
after(() => rmSync(folder, { recursive: true }));

const LIBRARY = join(import.meta.dirname, '..', '..', '..', '..', 'pkg/restore/scripts/lib/encryption.sh');

const YAML = `apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
  - resources: [secrets]
    providers:
      - aescbc:
          keys:
            - name: key1
              secret: AAAA
            - name: "key.2" # of last year
              secret: AAAA
      - kms:
          apiVersion: v2
          name: vault
          endpoint: unix:///run/kms.sock
      - identity: {}
`;
const JSON_FORM = JSON.stringify({
  kind: 'EncryptionConfiguration',
  resources: [{ resources: ['secrets'], providers: [{ aescbc: { keys: [{ name: 'key1', secret: 'A' }] } }] }],
});

function isThere(provider: string, name: string, configuration: string): boolean {
  const file = join(folder, 'encryption.yaml');
  writeFileSync(file, configuration);
  const words = ['-c', '. "$1"; key_there "$2" "$3" "$4"', 'test', LIBRARY, provider, name, file];
  const { status, stderr } = spawnSync('bash', words, { encoding: 'utf8' });
  assert.equal(stderr, '');
  return status === 0;
}

for (const [what, provider, name, configuration, there] of [
  ['a key by its name', 'aescbc', 'key1', YAML, true],
  ['a quoted name', 'aescbc', 'key.2', YAML, true],
  ['a name that only looks like a pattern of another', 'aescbc', 'key.1', YAML, false],
  ['a part of a name', 'aescbc', 'key', YAML, false],
  ['the same name of another provider', 'kms', 'key1', YAML, false],
  ['a KMS plugin', 'kms', 'vault', YAML, true],
  ['a provider that is not there', 'secretbox', 'key1', YAML, false],
  ['JSON', 'aescbc', 'key1', JSON_FORM, true],
  ['JSON over lines', 'aescbc', 'key1', JSON.stringify(JSON.parse(JSON_FORM), null, 2), true],
  ['a name that JSON does not have', 'aescbc', 'key2', JSON_FORM, false],
] as const)
  test(`${what}: ${there ? 'there' : 'missing'}`, () => {
    assert.equal(isThere(provider, name, configuration), there);
  });
