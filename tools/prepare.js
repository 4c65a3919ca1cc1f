// npm calls it after an installation in a checkout. Where what builds the suite was left out there is nothing to do: whoever
// starts a run is then told what to type.
const builder = await import('./build.js').catch((error) => {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  return undefined;
});
await builder?.build();
