package org.sheafmail.cli.plan;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.sheafmail.cli.source.SourceOptions;
import org.sheafmail.cli.source.Sources;
import org.sheafmail.cli.upload.StoppedException;
import org.sheafmail.cli.upload.Upload;
import org.sheafmail.protocol.MailboxName;

/// Where mail comes from: files, or another account. It can be read as often as needed.
public interface Supply extends AutoCloseable {
  /// What is needed of a message.
  enum Wanted {
    /// All of it.
    MESSAGES,
    /// All but its octets and their digest: enough to plan and to count. Files are read anyhow.
    SIZES
  }

  /// The sources, each message with the mailboxes it goes to.
  ///
  /// @param passedOver told the size of each message that is not meant
  List<Upload.Source> sources(Routes routes, Wanted wanted, LongConsumer passedOver)
      throws StoppedException;

  /// Mailboxes that are made even if no message goes there.
  default Collection<MailboxName> mailboxes(Routes routes) throws StoppedException {
    return List.of();
  }

  /// Brings over what is not in the messages, once these are where they were to go.
  default void finish(Upload.Connecting to, Consumer<String> notes) {}

  @Override
  default void close() {}

  /// Mail in files.
  ///
  /// @param place the mailbox for everything, if the user has named one
  record Files(
      List<Path> paths, Optional<MailboxName> place, SourceOptions reading, Selection selection)
      implements Supply {
    public Files {
      paths = List.copyOf(paths);
    }

    @Override
    public List<Upload.Source> sources(Routes routes, Wanted wanted, LongConsumer passedOver) {
      return paths.stream()
          .map(path -> new Upload.Source(path.toString(), _ -> open(path, routes, passedOver)))
          .toList();
    }

    private RoutedSource open(Path path, Routes routes, LongConsumer passedOver)
        throws IOException {
      return new RoutedSource(Sources.open(path, place, reading), selection, routes, passedOver);
    }
  }
}
