import { BlockList, isIP } from 'node:net'
import { hostname } from 'node:os'
import type { Config } from '../../base/config.ts'

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8)
loopback.addAddress('::1', 'ipv6')

/** Whether only this machine reaches a server that listens on `host`. A name is taken at its word only where it is `localhost`. */
export function isLoopback(host: string): boolean {
  const family = isIP(host)
  return family === 0 ? host.toLowerCase() === 'localhost' : loopback.check(host, family === 6 ? 'ipv6' : 'ipv4')
}

/**
 * Tells whether the server is addressed by a name of its own.
 *
 * A page on another site can make its own name resolve to this machine (DNS rebinding), after which the browser takes the two for
 * one origin. It cannot change the Host header: that still says its name. On loopback the server's names are those of loopback.
 * Off loopback it is reached by addresses nobody can list, which a rebinding page cannot have as its name, so every address passes;
 * of names, this machine's own. `config.hosts` adds more in both cases. Ports are not looked at: proxies and containers change them.
 */
export function createHostCheck({
  host,
  hosts,
}: Pick<Config, 'host' | 'hosts'>): (header: string | undefined) => boolean {
  const isLocal = isLoopback(host)
  const names = new Set(['localhost', '127.0.0.1', '[::1]', bracketed(host), ...hosts])
  if (!isLocal) names.add(hostname().toLowerCase())
  return (header) => {
    const name = hostOf(header)
    if (name === undefined) return false
    return names.has(name) || (!isLocal && isIP(name.replace(/^\[|\]$/g, '')) > 0)
  }
}

/** `[::1]:4000` → `[::1]`, `Localhost.:4000` → `localhost`. */
function hostOf(header: string | undefined): string | undefined {
  return /^(\[[^\]]*\]|[^:]+?)\.?(:\d*)?$/.exec(header ?? '')?.[1]?.toLowerCase()
}

function bracketed(host: string): string {
  return isIP(host) === 6 ? `[${host.toLowerCase()}]` : host.toLowerCase()
}
