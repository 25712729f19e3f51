/** Imports point one way: shared ← data, storage, training ← cloud, local ← functions, cli; report takes shared. See ARCHITECTURE.md. */
const folders = [
  'shared',
  'data',
  'storage',
  'cloud',
  'training',
  'local',
  'cli',
  'report',
  'functions',
  'infra',
  'bench',
  'examples',
  'test',
];

/** Which folders may be imported from a folder, beside itself. */
const allowed = {
  shared: [],
  data: ['shared'],
  storage: ['shared'],
  training: ['shared'],
  report: ['shared'],
  local: ['shared', 'data', 'storage', 'training', 'report'],
  cloud: ['shared', 'storage'],
  functions: ['shared', 'data', 'storage', 'cloud', 'training', 'report'],
  cli: ['shared', 'data', 'storage', 'cloud', 'training', 'report', 'local'],
  infra: ['shared'],
};

/** Packages that belong to some folders only. */
const owned = [
  { name: 'tensorflow', path: '(^|node_modules/)@tensorflow/', folders: ['training', 'bench', 'test'] },
  { name: 'aws-sdk', path: '(^|node_modules/)@(aws-sdk|smithy)/', folders: ['storage', 'cloud', 'bench', 'test'] },
  { name: 'cdk', path: '(^|node_modules/)(aws-cdk-lib|constructs|cdk-nag)(/|$)', folders: ['infra', 'test'] },
  { name: 'charts', path: '(^|node_modules/)(echarts|zrender)(/|$)', folders: ['report', 'test'] },
];

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    ...Object.entries(allowed).map(([folder, targets]) => ({
      name: `${folder}-imports`,
      severity: 'error',
      from: { path: `^${folder}/` },
      to: {
        path: `^((${folders.filter((other) => other !== folder && !targets.includes(other)).join('|')})/|index\\.ts$)`,
      },
    })),
    ...owned.map(({ name, path, folders: owners }) => ({
      name: `${name}-belongs-to-${owners[0]}`,
      severity: 'error',
      from: { pathNot: `^(${owners.join('|')})/` },
      to: { path },
    })),
    {
      name: 'shared-has-no-files',
      severity: 'error',
      from: { path: '^shared/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'shared-takes-zod-only',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: '(^|/)node_modules/', pathNot: '(^|/)node_modules/(zod|@types)/' },
    },
    {
      name: 'functions-stand-alone',
      severity: 'error',
      from: { path: '^functions/([^/]+)\\.ts$' },
      to: { path: '^functions/', pathNot: '^functions/world/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
