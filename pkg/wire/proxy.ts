/** Agents that go through a proxy: http and https by CONNECT (hpagent), SOCKS5 (socks-proxy-agent). */
import type { Agent } from 'node:http';

/** An agent for requests to `url` by way of `proxy`. */
export async function proxyAgent(url: URL, proxy: URL): Promise<Agent> {
  if (proxy.protocol.startsWith('socks5')) {
    const { SocksProxyAgent } = await import('socks-proxy-agent');
    return new SocksProxyAgent(proxy) as unknown as Agent;
  }
  const { HttpProxyAgent, HttpsProxyAgent } = await import('hpagent');
  const options = { proxy: proxy.href, keepAlive: true };
  return url.protocol === 'https:' ? new HttpsProxyAgent(options) : new HttpProxyAgent(options);
}
