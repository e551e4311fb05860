package org.sheafmail.store.state;

/// What is asked of a [Chunk] so often that nobody should have to read it.
public record ChunkStats(
    int count,
    long firstUid,
    long lastUid,
    long maxModSeq,
    int unseen,
    int deleted,
    long totalSize) {

  static ChunkStats of(Chunk chunk) {
    int count = chunk.count();
    int unseen = 0;
    int deleted = 0;
    long maxModSeq = 0;
    long totalSize = 0;
    for (int row = 0; row < count; row++) {
      long flags = chunk.flags().get(row);
      unseen += (flags & FlagTable.SEEN) == 0 ? 1 : 0;
      deleted += (flags & FlagTable.DELETED) == 0 ? 0 : 1;
      maxModSeq = Math.max(maxModSeq, chunk.modSeq().get(row));
      totalSize += chunk.size().get(row);
    }
    return new ChunkStats(
        count,
        chunk.uid().get(0),
        chunk.uid().get(count - 1),
        maxModSeq,
        unseen,
        deleted,
        totalSize);
  }

  public void write(RecordWriter out) {
    out.putNumber(count);
    out.putNumber(firstUid);
    out.putNumber(lastUid - firstUid);
    out.putNumber(maxModSeq);
    out.putNumber(unseen);
    out.putNumber(deleted);
    out.putNumber(totalSize);
  }

  public static ChunkStats read(RecordReader in) throws CorruptException {
    int count = in.intNumber();
    long firstUid = in.number();
    return new ChunkStats(
        count,
        firstUid,
        firstUid + in.number(),
        in.number(),
        in.intNumber(),
        in.intNumber(),
        in.number());
  }
}
