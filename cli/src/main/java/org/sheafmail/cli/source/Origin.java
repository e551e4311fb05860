package org.sheafmail.cli.source;

/// Where a message was found, for people and for reports.
///
/// @param file as the user would name it; inside an archive `archive.zip!path/in/it`
/// @param offset of its first octet in the file (the From_ line, in an mbox)
public record Origin(String file, long offset) {
  @Override
  public String toString() {
    return offset == 0 ? file : file + " at " + offset;
  }
}
