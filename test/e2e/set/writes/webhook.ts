/** An admission webhook that says no. */
import assert from 'node:assert/strict';
import { createServer } from 'node:https';
import { pki, serverPair } from '../../../fixtures/pki.ts';
import { RESOURCE, type SetWorld } from '../world.ts';
import { listening } from './listening.ts';

/** A webhook that refuses every change of the resource. */
export async function denying(world: SetWorld, message: string): Promise<{ stop: () => Promise<void> }> {
  const server = createServer(serverPair(), async (request, response) => {
    const review = JSON.parse(Buffer.concat((await request.toArray()) as Buffer[]).toString()) as {
      request: { uid: string };
    };
    const answer = { uid: review.request.uid, allowed: false, status: { message } };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ ...review, response: answer, request: undefined }));
  });
  const url = await listening(server);
  const path = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations';
  const webhook = {
    name: 'frozen.example.com',
    admissionReviewVersions: ['v1'],
    sideEffects: 'None',
    clientConfig: {
      url: url.replace('http:', 'https:'),
      caBundle: Buffer.from(pki('ca.pem')).toString('base64'),
    },
    rules: [
      {
        apiGroups: ['enhancement.cluster.alauda.io'],
        apiVersions: ['*'],
        operations: ['UPDATE'],
        resources: ['*'],
      },
    ],
  };
  const kind = { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingWebhookConfiguration' };
  const made = await world.backing.client.send('POST', path, {
    ...kind,
    metadata: { name: 'frozen' },
    webhooks: [webhook],
  });
  assert.equal(made.status, 201);
  await refused(world);
  return {
    stop: async () => {
      await world.backing.client.send('DELETE', `${path}/frozen`);
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A webhook works a moment after it was made. */
async function refused(world: SetWorld): Promise<void> {
  const patch = { metadata: { labels: { probe: 'x' } } };
  for (let tries = 0; tries < 100; tries += 1) {
    const query = `${RESOURCE}?dryRun=All`;
    const { status } = await world.backing.client.send('PATCH', query, patch, 'application/merge-patch+json');
    if (status >= 400) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the webhook is never asked');
}
