/**
 * An API server in memory, for what the plugin uses: get, list, watch, patch, plain apply, create, delete, Table. Everything
 * that makes a real one a real one (managers, server dry run, RBAC, admission) is tested on a real one only.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { refuse, sendJson, statusOf } from './answers.ts';
import { KINDS, type KindInfo } from './kinds.ts';
import { jsonPatch, mergePatch } from './patch.ts';
import { Store, type Stored } from './store.ts';
import { tableOf } from './table.ts';
import { serveWatch } from './watch.ts';

interface Target {
  readonly kind: KindInfo;
  readonly collection: string;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

/** Nothing here decides who may do what, so it lets nobody ask: a client reads the rules instead. */
const REVIEWS = '/apis/authorization.k8s.io/v1/subjectaccessreviews';

export class MemoryApi {
  readonly store = new Store();
  /** `Authorization` values that are let in; undefined lets everybody in. */
  tokens: ReadonlySet<string> | undefined;

  /** Puts an object where its kind says. */
  seed(object: { readonly apiVersion: string; readonly kind: string; readonly metadata: object }): void {
    const kind = KINDS.find((one) => one.apiVersion === object.apiVersion && one.kind === object.kind);
    if (kind === undefined) throw new Error(`the in-memory API has no kind ${object.kind}`);
    const { namespace } = object.metadata as { namespace?: string };
    this.store.put(collectionOf(kind, namespace), object);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://memory');
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (this.tokens !== undefined && !this.tokens.has(token ?? ''))
      return refuse(response, 401, 'Unauthorized', 'Unauthorized');
    if (url.pathname === '/version')
      return sendJson(response, 200, { major: '1', minor: '31', gitVersion: 'v1.31.4-memory' });
    if (url.pathname === '/apis') return sendJson(response, 200, groupList());
    const group = /^\/(api\/v1|apis\/[^/]+\/[^/]+)$/.exec(url.pathname)?.[1];
    if (group !== undefined) return serveResources(group, response);
    if (url.pathname === REVIEWS) return refuse(response, 403, 'Forbidden', 'reviews are for a real server');
    const target = targetOf(url.pathname);
    if (target === undefined || target.subresource !== undefined) return notServed(response);
    if (request.method === 'GET') return this.#read(target, url, request, response);
    const body = await bodyOf(request);
    if (request.method === 'PATCH')
      return this.#patch(target, url, request.headers['content-type'] ?? '', body, response);
    if (request.method === 'POST') return this.#create(target, url, body, response);
    if (request.method === 'DELETE') return this.#delete(target, url, body, response);
    return refuse(response, 405, 'MethodNotAllowed', 'the server does not allow this method');
  }

  #read(target: Target, url: URL, request: IncomingMessage, response: ServerResponse): void {
    const { collection, name, kind } = target;
    if (url.searchParams.get('watch') === 'true') return serveWatch(this.store, collection, url, response);
    const table = /as=Table/.test(request.headers.accept ?? '');
    if (name !== undefined) {
      const object = this.store.get(collection, name);
      if (object === undefined) return missing(response, kind, name);
      return sendJson(response, 200, table ? tableOf([object]) : object);
    }
    const wanted = /^metadata\.name=(.+)$/.exec(url.searchParams.get('fieldSelector') ?? '')?.[1];
    const items = this.store
      .list(collection)
      .filter((object) => wanted === undefined || object.metadata.name === wanted);
    const metadata = { resourceVersion: String(this.store.version) };
    sendJson(
      response,
      200,
      table ? tableOf(items) : { apiVersion: kind.apiVersion, kind: `${kind.kind}List`, metadata, items },
    );
  }

  #patch(
    { collection, name = '', kind }: Target,
    url: URL,
    type: string,
    body: unknown,
    response: ServerResponse,
  ): void {
    const old = this.store.get(collection, name);
    const apply = type.includes('apply-patch');
    if (old === undefined && !apply) return missing(response, kind, name);
    const asked = (body as { metadata?: { resourceVersion?: string } }).metadata?.resourceVersion;
    if (asked !== undefined && asked !== old?.metadata.resourceVersion) {
      const message = `Operation cannot be fulfilled on ${kind.plural} "${name}": the object has been modified; please apply your changes to the latest version and try again`;
      return refuse(response, 409, 'Conflict', message);
    }
    try {
      const base = old ?? { apiVersion: kind.apiVersion, kind: kind.kind };
      const next = type.includes('json-patch') ? jsonPatch(base, body as []) : mergePatch(base, body);
      const status = old === undefined ? 201 : 200;
      if (url.searchParams.get('dryRun') === 'All') return sendJson(response, status, next);
      if (old !== undefined && JSON.stringify(withoutVersion(next)) === JSON.stringify(withoutVersion(old)))
        return sendJson(response, 200, old);
      sendJson(response, status, this.store.put(collection, next as object));
    } catch (error) {
      refuse(response, 422, 'Invalid', String(error));
    }
  }

  #create({ collection, kind }: Target, url: URL, body: unknown, response: ServerResponse): void {
    const object = body as { metadata?: { name?: string } };
    const name = object.metadata?.name;
    if (name === undefined) return refuse(response, 422, 'Invalid', 'metadata.name is required');
    if (this.store.get(collection, name) !== undefined)
      return refuse(response, 409, 'AlreadyExists', `${kind.plural} "${name}" already exists`);
    if (url.searchParams.get('dryRun') === 'All') return sendJson(response, 201, object);
    sendJson(response, 201, this.store.put(collection, object));
  }

  #delete({ collection, name = '', kind }: Target, url: URL, body: unknown, response: ServerResponse): void {
    const old = this.store.get(collection, name);
    if (old === undefined) return missing(response, kind, name);
    const options = body as { preconditions?: { resourceVersion?: string }; dryRun?: string[] };
    const asked = options.preconditions;
    if (asked?.resourceVersion !== undefined && asked.resourceVersion !== old.metadata.resourceVersion)
      return refuse(
        response,
        409,
        'Conflict',
        `Precondition failed: ResourceVersion in precondition: ${asked.resourceVersion}, in object meta: ${old.metadata.resourceVersion}`,
      );
    // As a real server does: the query counts only where there is no body.
    const dryRun = Object.keys(options).length > 0 ? options.dryRun : url.searchParams.getAll('dryRun');
    if (dryRun?.includes('All') !== true) this.store.delete(collection, name);
    sendJson(response, 200, { ...statusOf(200, '', ''), status: 'Success' });
  }
}

/** `/api/v1/namespaces/ns/secrets`. */
export function collectionOf(kind: KindInfo, namespace: string | undefined): string {
  const root = kind.apiVersion === 'v1' ? '/api/v1' : `/apis/${kind.apiVersion}`;
  return `${root}${kind.namespaced && namespace !== undefined ? `/namespaces/${namespace}` : ''}/${kind.plural}`;
}

function targetOf(pathname: string): Target | undefined {
  const path = decodeURIComponent(pathname);
  for (const kind of KINDS) {
    const namespace = kind.namespaced ? /\/namespaces\/([^/]+)\//.exec(path)?.[1] : undefined;
    const collection = collectionOf(kind, namespace);
    if (path === collection) return { kind, collection, name: undefined, subresource: undefined };
    if (!path.startsWith(`${collection}/`)) continue;
    const [name, subresource] = path.slice(collection.length + 1).split('/');
    return { kind, collection, name, subresource };
  }
  return undefined;
}

function groupList(): object {
  const versions = new Set(KINDS.map((kind) => kind.apiVersion).filter((one) => one.includes('/')));
  const groups = [...versions].map((groupVersion) => {
    const [name, version] = groupVersion.split('/');
    return { name, preferredVersion: { groupVersion, version }, versions: [{ groupVersion, version }] };
  });
  return { kind: 'APIGroupList', apiVersion: 'v1', groups };
}

function serveResources(path: string, response: ServerResponse): void {
  const groupVersion = path.replace(/^apis?\//, '');
  const kinds = KINDS.filter((kind) => kind.apiVersion === groupVersion);
  if (kinds.length === 0) return notServed(response);
  const resources = kinds.map(({ plural, kind, namespaced }) => ({
    name: plural,
    singularName: kind.toLowerCase(),
    kind,
    namespaced,
    verbs: ['get', 'list', 'watch', 'patch'],
  }));
  sendJson(response, 200, { kind: 'APIResourceList', groupVersion, resources });
}

function notServed(response: ServerResponse): void {
  refuse(response, 404, 'NotFound', 'the server could not find the requested resource');
}

function missing(response: ServerResponse, kind: KindInfo, name: string): void {
  const group = kind.apiVersion.includes('/') ? kind.apiVersion.split('/')[0] : undefined;
  const plural = group === undefined ? kind.plural : `${kind.plural}.${group}`;
  refuse(response, 404, 'NotFound', `${plural} "${name}" not found`, {
    name,
    kind: kind.plural,
    ...(group === undefined ? {} : { group }),
  });
}

function withoutVersion(object: unknown): unknown {
  const { metadata, ...rest } = object as Stored;
  const { resourceVersion: _version, ...more } = metadata;
  return { ...rest, metadata: more };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const text = Buffer.concat(pieces).toString('utf8');
  return text === '' ? {} : JSON.parse(text);
}
