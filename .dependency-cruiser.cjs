/** Who may import whom. Checked by `npm run ok`. */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'proto-stands-alone',
      severity: 'error',
      from: { path: '^proto/' },
      to: { path: '^(controller|node-agent|modules|test|deploy)/' },
    },
    {
      name: 'controller-not-agent',
      severity: 'error',
      from: { path: '^controller/' },
      to: { path: '^(node-agent|test|deploy)/' },
    },
    {
      name: 'agent-not-controller',
      severity: 'error',
      from: { path: '^node-agent/' },
      to: { path: '^(controller|test|deploy)/' },
    },
    {
      name: 'only-bpf-datapath-touches-native',
      severity: 'error',
      from: { path: '^node-agent/', pathNot: '^node-agent/(src/datapath/bpf|native)/' },
      to: { path: '^node-agent/native/' },
    },
    {
      name: 'model-is-pure',
      severity: 'error',
      from: { path: '^controller/src/model/', pathNot: 'test\\.ts$' },
      to: {
        path: '^(fs|net|http|node_modules/(level|pino|@grpc|@nats-io)|controller/src/(store|api|dispatcher|events))',
      },
    },
    {
      name: 'cli-through-the-api',
      severity: 'error',
      from: { path: '^controller/cli/' },
      to: { path: '^controller/src/' },
    },
    {
      name: 'dashboard-imports-proto-only',
      severity: 'error',
      from: { path: '^controller/dashboard/src/', pathNot: 'test\\.ts$' },
      to: { pathNot: '^(controller/dashboard/src/|proto/src/|node_modules/(@types/)?d3-)' },
    },
    {
      name: 'controller-not-its-page',
      severity: 'error',
      from: { path: '^controller/src/' },
      to: { path: '^controller/dashboard/' },
    },
    {
      name: 'proto-of-the-dashboard-runs-in-browsers',
      severity: 'error',
      from: { path: '^proto/src/dashboard/', pathNot: 'test\\.ts$' },
      to: { pathNot: '^proto/src/' },
    },
    {
      name: 'not-to-test',
      severity: 'error',
      from: { pathNot: '(^test/|\\.test\\.ts$|^deploy/)' },
      to: { path: '(^test/|\\.test\\.ts$)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.d.ts'] },
  },
};
