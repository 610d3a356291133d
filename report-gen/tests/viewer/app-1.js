async function start() {}
export { start as default };
