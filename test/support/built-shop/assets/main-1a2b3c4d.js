document.title = 'the shop';
