/** SOCKS5 by socks-proxy-agent; the proxy finds the server's name, as with Go. */
import type { Agent } from 'node:http';
import { SocksProxyAgent } from 'socks-proxy-agent';
import { ProxyFailure } from './failures.ts';

/** An agent for http and https through a SOCKS5 proxy, which has `timeoutMs` to open a way; 0: as long as the library gives. */
export function socksAgent(proxy: URL, keepAlive: boolean, timeoutMs: number): Agent {
  const remote = new URL(proxy.href.replace(/^socks5?:/, 'socks5h:'));
  class NamedSocksAgent extends SocksProxyAgent {
    override async connect(...args: Parameters<SocksProxyAgent['connect']>) {
      try {
        return await super.connect(...args);
      } catch (cause) {
        throw new ProxyFailure(proxy, { cause });
      }
    }
  }
  const patience = timeoutMs === 0 ? {} : { timeout: timeoutMs };
  return new NamedSocksAgent(remote, { keepAlive, ...patience }) as unknown as Agent;
}
