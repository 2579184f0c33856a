// The import rules of docs/architecture.md. `npm run check:imports` proves them.

/** src/, lowest layer first: each may import those before it and never those after. */
const LAYERS = ['config', 'telemetry', 'http', 'cognito', 'session', 'tokens', 'api'];
const FEATURES = ['auth', 'proxy', 'pages', 'front-end', 'health'];

const upwards = LAYERS.map((layer, index) => ({
  name: `${layer}-imports-lower-layers-only`,
  comment: `src/${layer} may import ${LAYERS.slice(0, index).join(', ') || 'no other folder'}`,
  from: { path: `^src/${layer}/` },
  to: { path: '^src/', pathNot: `^src/(${LAYERS.slice(0, index + 1).join('|')})/` },
}));

const apart = FEATURES.map((feature) => ({
  name: `${feature}-stands-alone`,
  comment: 'Features never import one another, nor what assembles them',
  from: { path: `^src/${feature}/` },
  to: { path: '^src/', pathNot: `^src/(${[...LAYERS, feature].join('|')})/` },
}));

const onlyIn = (name, library, path) => ({
  name: `${name}-in-one-place`,
  comment: `Only ${path} knows this library`,
  from: { path: '^src/', pathNot: path },
  to: { path: `node_modules/${library}` },
});

const SPEC = '\\.spec\\.tsx?$';

const forbidden = [
  ...upwards,
  ...apart,
  onlyIn('openid-client', 'openid-client/', '^src/cognito/'),
  onlyIn('aws-sdk', '@aws-sdk/', '^src/cognito/'),
  onlyIn('undici', 'undici/', '^src/api/upstream'),
  {
    name: 'product-stands-alone',
    comment: 'The product knows nothing of the stand-ins, the infrastructure or the tests',
    from: { path: '^(src|views)/' },
    to: { path: '^(local|infra|cli|test)/' },
  },
  {
    name: 'routes-import-nothing',
    comment:
      'The list of the API’s routes is read by the product, the infrastructure and the stand-ins',
    from: { path: '^api/' },
    to: {},
  },
  {
    name: 'views-know-no-server',
    comment: 'A view is a function of its props',
    from: { path: '^views/', pathNot: SPEC },
    to: { pathNot: '^(views/|node_modules/preact)' },
  },
  {
    name: 'brand-is-for-pages',
    comment: 'Cookies, keys and what is stored keep their names whatever the product is called',
    from: { path: '^(?!views/|test/|src/http/)' },
    to: { path: '^views/brand\\.' },
  },
  {
    name: 'infra-stands-alone',
    from: { path: '^infra/' },
    to: { path: '^(src|views|local|cli|test)/' },
  },
  {
    name: 'local-runs-only-the-lambdas',
    comment: 'The stand-ins run the handlers that are deployed; nothing else is shared',
    from: { path: '^local/' },
    to: { path: '^(src|views|cli|test|infra)/', pathNot: '^infra/lambda/' },
  },
  {
    name: 'cli-stands-alone',
    comment: 'The user tool speaks to any pool, and knows nothing else of here',
    from: { path: '^cli/' },
    to: { path: '^(src|views|infra|local|test)/' },
  },
  { name: 'no-cycles', from: {}, to: { circular: true } },
  {
    name: 'all-resolve',
    comment: 'But what is built may not be there yet',
    from: {},
    to: { couldNotResolve: true, pathNot: '/dist/src/' },
  },
  {
    name: 'product-needs-production-dependencies-only',
    from: { path: '^(src|views)/', pathNot: SPEC },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
];

export default {
  forbidden: forbidden.map((rule) => ({ severity: 'error', ...rule })),
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^test/bench/peers/' }, // with packages of its own
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      mainFields: ['main', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.json', '.d.ts'],
    },
  },
};
