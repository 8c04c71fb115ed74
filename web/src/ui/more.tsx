// The end of a list that comes in pages: the next one, or why it could not be had.
import { Button } from './button.tsx';
import { Problem } from './notice.tsx';

interface Paged {
  readonly data: unknown;
  readonly error: Error | null;
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  refetch(): unknown;
  fetchNextPage(): unknown;
}

export function More({ of, label }: { readonly of: Paged; readonly label: string }) {
  return (
    <>
      {of.data !== undefined && of.error && <Problem error={of.error} onRetry={() => of.refetch()} />}
      {of.hasNextPage && (
        <Button wide busy={of.isFetchingNextPage} onClick={() => of.fetchNextPage()}>
          {label}
        </Button>
      )}
    </>
  );
}
