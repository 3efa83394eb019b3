import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { weft } from '../../proto/gen/codecs.js';
import { PortService, SubnetService } from '../../proto/gen/services.js';
import { ExitCode } from './exit.js';
import { runProgram } from './program.js';
import { serve } from './testing/serve.js';

let stdout = '';
let sent: unknown;
let server: Awaited<ReturnType<typeof serve>>;
const answer = (of: 'subnet' | 'port') => async (request: never) => {
  sent = request;
  return (request as Record<string, unknown>)[of];
};
const weftCommand = (...args: string[]) => runProgram([...args, '--controller', server.address]);

beforeEach(async () => {
  stdout = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  server = await serve([
    [SubnetService.createSubnet, answer('subnet')],
    [SubnetService.updateSubnet, answer('subnet')],
    [PortService.createPort, answer('port')],
    [PortService.updatePort, answer('port')],
  ]);
});
afterEach(() => {
  server.close();
  vi.restoreAllMocks();
});

it('subnets are created with what ports are told; an update replaces just what it names', async () => {
  const prefix = ['--network', 'blue', '--prefix', '10.0.0.0/24'];
  const told = ['--dns', '192.0.2.53', '--lease', '600', '--host-route', '172.16.0.0/12=10.0.0.9'];
  expect(await weftCommand('subnet', 'create', 's', ...prefix, ...told)).toBe(ExitCode.OK);
  expect((sent as weft.v1.CreateSubnetRequest).subnet).toMatchObject({
    dnsServers: [{ bytes: Buffer.from([192, 0, 2, 53]) }],
    dhcp: 0,
    dhcpLeaseSeconds: 600,
    hostRoutes: [{ prefix: { length: 12 }, nextHop: { bytes: Buffer.from([10, 0, 0, 9]) } }],
  });
  const six = ['--network', 'blue', '--prefix', '2001:db8::/64', '--ip6-mode', 'managed'];
  expect(await weftCommand('subnet', 'create', 's6', ...six)).toBe(ExitCode.OK);
  expect((sent as weft.v1.CreateSubnetRequest).subnet?.ip6AddressMode).toBe(weft.v1.Ip6AddressMode.MANAGED);
  expect(stdout).toMatch(/2001:db8::\/64 +managed/);
  expect(await weftCommand('subnet', 'update', 's', '--dhcp', 'off', '--dns', '')).toBe(ExitCode.OK);
  const update = sent as weft.v1.UpdateSubnetRequest;
  expect(update.updateMask?.paths).toEqual(['dns_servers', 'dhcp']);
  expect(update.subnet).toMatchObject({ dnsServers: [], dhcp: weft.v1.DhcpMode.DHCP_DISABLED });
  expect(await weftCommand('subnet', 'update', 's', '--dhcp', 'perhaps')).toBe(ExitCode.USAGE);
  expect(await weftCommand('subnet', 'update', 's', '--host-route', '10.0.0.0/8')).toBe(ExitCode.USAGE);
});

it('ports are created with pairs and a flood limit; an update replaces just what it names', async () => {
  const pairs = ['--pair', '10.0.0.100/32', '--pair', 'fd00::100/128=02:00:00:00:00:07', '--flood', '50'];
  expect(await weftCommand('port', 'create', 'p', '--network', 'blue', ...pairs)).toBe(ExitCode.OK);
  const { port } = sent as weft.v1.CreatePortRequest;
  expect(port?.allowedAddressPairs?.map(({ prefix, mac }) => [prefix?.length, mac?.length ?? 0])).toEqual([
    [32, 0],
    [128, 6],
  ]);
  expect(port?.floodPacketsPerSecond).toBe(50);
  expect(await weftCommand('port', 'update', 'p', '--pair', '')).toBe(ExitCode.OK);
  const update = sent as weft.v1.UpdatePortRequest;
  expect([update.updateMask?.paths, update.port?.allowedAddressPairs]).toEqual([['allowed_address_pairs'], []]);
  expect(await weftCommand('port', 'update', 'p', '--egress-limit', 'none', '--ingress-limit', '1gbit:1m')).toBe(0);
  const { updateMask, port: limited } = sent as weft.v1.UpdatePortRequest;
  expect(updateMask?.paths).toEqual(['egress_limit', 'ingress_limit']);
  expect(limited?.egressLimit ?? null).toBeNull();
  expect(limited?.ingressLimit).toMatchObject({ kilobitsPerSecond: 1_000_000, burstBytes: 1_048_576 });
  expect(await weftCommand('port', 'update', 'p', '--flood', 'much')).toBe(ExitCode.USAGE);
  expect(await weftCommand('port', 'update', 'p', '--pair', '10.0.0.1/32=')).toBe(ExitCode.USAGE);
});
