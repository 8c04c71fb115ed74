// Where the line's items are: the keys that this service's store, reads and writes share.

export const stateKey = (concertId: string) => ({ pk: `SALE#${concertId}`, sk: 'STATE' });

export const counterKey = (concertId: string) => ({ pk: `SALE#${concertId}`, sk: 'COUNTER' });

export const blockKey = (concertId: string, block: number) => ({ pk: `PLACES#${concertId}#${block}`, sk: 'BLOCK' });

export const ticketKey = (concertId: string, personId: string) => ({
  pk: `TICKET#${concertId}#${personId}`,
  sk: 'TICKET',
});

/** The one partition that lists the sales that the schedule visits. */
export const ON_SALE = 'ON_SALE';

export const onSaleKey = (concertId: string) => ({ pk: ON_SALE, sk: `SALE#${concertId}` });
