/** The Cluster port over the Kubernetes API. */
import type { V1DeleteOptions } from '@kubernetes/client-node';
import { fieldsOf, listOf, textOf } from '../backup/fields.ts';
import { FIELD_MANAGER } from '../backup/resource.ts';
import type { Cluster, KubeObject, ObjectRef, PatchType, ResourceKind } from '../ports/cluster.ts';
import type { Wire } from '../wire/send.ts';
import { objectOf } from './answers.ts';
import { collectionPath, objectPath } from './paths.ts';
import { openRequests, type Requests } from './requests.ts';
import type { Endpoint, KubeWorld } from './settings.ts';
import { watchObject } from './watch.ts';

const PATCH_TYPES: Readonly<Record<PatchType, string>> = {
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  apply: 'application/apply-patch+yaml',
};

/** Opens no connection yet. `wire`: connections to share with other clusters, which their owner closes. */
export function openCluster(
  endpoint: Endpoint,
  timeoutMs: number,
  verbosity: number,
  world: KubeWorld,
  wire?: Wire,
): Cluster {
  const requests = openRequests(endpoint, timeoutMs, verbosity, world, wire);
  return {
    server: endpoint.server.href,
    context: endpoint.context,
    ...reads(requests, endpoint),
    ...writes(requests),
    close: () => requests.close(),
  };
}

type Reads = Pick<Cluster, 'get' | 'list' | 'watch' | 'serverVersion' | 'discover'>;

function reads(requests: Requests, endpoint: Endpoint): Reads {
  return {
    get: async (ref, options) =>
      objectOf(
        await requests.json({
          method: 'GET',
          verb: 'get',
          kind: ref.kind,
          ref,
          path: objectPath(ref),
          signal: options?.signal,
        }),
        ref.kind.kind,
        endpoint.server,
      ),
    async list(kind, options) {
      const query = { labelSelector: options?.labelSelector, fieldSelector: options?.fieldSelector };
      const path = collectionPath(kind, options?.namespace);
      const answer = fieldsOf(
        await requests.json({
          method: 'GET',
          verb: 'list',
          kind,
          ref: undefined,
          path,
          query,
          signal: options?.signal,
        }),
      );
      return {
        items: listOf(answer['items']).map(asObject),
        resourceVersion: textOf(fieldsOf(answer['metadata'])['resourceVersion']),
      };
    },
    watch: (ref, options) => watchObject(requests, endpoint.server, ref, options ?? {}),
    async serverVersion(options) {
      const path = 'version';
      const answer = fieldsOf(
        await requests.json({
          method: 'GET',
          verb: 'get',
          kind: undefined,
          ref: undefined,
          path,
          signal: options?.signal,
        }),
      );
      return textOf(answer['gitVersion']) ?? 'unknown';
    },
    discover: (group, options) => discover(requests, group, options?.signal),
  };
}

function asObject(value: unknown): KubeObject {
  return fieldsOf(value) as KubeObject;
}

/** The group's preferred version; undefined where the group is not served. */
async function discover(
  requests: Requests,
  group: string,
  signal: AbortSignal | undefined,
): Promise<readonly ResourceKind[] | undefined> {
  const asked = { method: 'GET', verb: 'get', kind: undefined, ref: undefined, signal } as const;
  const groups = listOf(fieldsOf(await requests.json({ ...asked, path: 'apis' }))['groups']).map(fieldsOf);
  const found = groups.find((one) => one['name'] === group);
  const version = textOf(fieldsOf(found?.['preferredVersion'])['version']);
  if (found === undefined || version === undefined) return undefined;
  const answer = fieldsOf(await requests.json({ ...asked, path: `apis/${group}/${version}` }));
  return listOf(answer['resources'])
    .map(fieldsOf)
    .flatMap((one) => {
      const plural = textOf(one['name']);
      if (plural === undefined || plural.includes('/')) return [];
      return [
        { group, version, plural, kind: textOf(one['kind']) ?? '', namespaced: one['namespaced'] === true },
      ];
    });
}

type Writes = Pick<Cluster, 'patch' | 'create' | 'delete' | 'exec'>;

function writes(requests: Requests): Writes {
  const dryRun = (on: boolean | undefined): string | undefined => (on === true ? 'All' : undefined);
  return {
    patch: async (ref, type, body, options) =>
      asObject(
        await requests.json({
          method: 'PATCH',
          verb: 'patch',
          kind: ref.kind,
          ref,
          path: objectPath(ref),
          query: {
            fieldManager: FIELD_MANAGER,
            dryRun: dryRun(options?.dryRun),
            force: type === 'apply' ? String(options?.force === true) : undefined,
          },
          body,
          contentType: PATCH_TYPES[type],
        }),
      ),
    create: async (kind, body, options) => {
      const path = collectionPath(kind, options?.namespace);
      const query = { fieldManager: FIELD_MANAGER, dryRun: dryRun(options?.dryRun) };
      const asked = { method: 'POST', verb: 'create', kind, ref: undefined } as const;
      return asObject(await requests.json({ ...asked, path, query, body, signal: options?.signal }));
    },
    delete: async (ref, options) => {
      const preconditions =
        options?.resourceVersion === undefined
          ? {}
          : { preconditions: { resourceVersion: options.resourceVersion } };
      // The API server reads no query where there is a body: a dry run that is not in here would delete.
      const dry = options?.dryRun === true ? { dryRun: ['All'] } : {};
      const body = {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        ...preconditions,
        ...dry,
      } satisfies V1DeleteOptions;
      await requests.json({
        method: 'DELETE',
        verb: 'delete',
        kind: ref.kind,
        ref,
        path: objectPath(ref),
        body,
      });
    },
    exec: (ref, options) => exec(requests, ref, options),
  };
}

/** One GET on a fresh connection. A refusal is an answer too: only the caller knows what it means for a backup. */
async function exec(requests: Requests, ref: ObjectRef, options: Parameters<Cluster['exec']>[1]) {
  const { status, body } = await requests.raw({
    method: 'GET',
    verb: 'get',
    kind: ref.kind,
    ref,
    path: `${objectPath(ref)}/exec`,
    acts: true,
    signal: options?.signal,
    timeoutMs: options?.timeoutMs,
  });
  return { status, body };
}
