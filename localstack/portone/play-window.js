// What a page of the stand-in does in the frame of a shop's page: says how it ended, and closes when it is told to.
(() => {
  const { opener = '', answer } = /** @type {HTMLScriptElement} */ (document.currentScript).dataset;
  if (window.parent === window) return;
  if (answer !== undefined) {
    window.parent.postMessage(JSON.parse(answer), opener);
    return;
  }
  const close = () => {
    const button = document.querySelector('button[value="close"], button[value="cancel"]');
    if (button instanceof HTMLButtonElement) button.click();
  };
  addEventListener('message', ({ source, origin, data }) => {
    if (source === window.parent && origin === opener && data === 'close') close();
  });
  addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') close();
  });
})();
