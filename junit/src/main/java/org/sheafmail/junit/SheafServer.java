package org.sheafmail.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// Gives each test an IMAP server of its own, empty and on a free port of this machine, and closes
/// it after the test.
///
/// ```java
/// @SheafServer(users = {"ada:secret", "grace:hopper"})
/// class MyMailerTest {
///   @Test
///   void mailArrives(RunningServer server, ImapClient ada) throws Exception {
///     new MyMailer(server.host(), server.port(), "ada", "secret").send("Hello");
///     assertEquals(1, ada.select(MailboxName.INBOX).messages());
///   }
/// }
/// ```
///
/// A test method, and methods with `@BeforeEach` and `@AfterEach`, may have these parameters:
///
/// * [RunningServer]: where it listens, and who may log in
/// * [java.net.InetSocketAddress]: where it listens
/// * [org.sheafmail.client.ImapClient]: a client, logged in as the first user; closed with the
///   server
///
/// It may stand on a class or on a method; the method's comes first. Tests may run in parallel.
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(SheafServerExtension.class)
public @interface SheafServer {
  /// Who may log in, each as `name:password`.
  String[] users() default {"user:password"};

  /// Where the mail is kept.
  Store store() default Store.MEMORY;

  /// Where a server keeps mail.
  enum Store {
    /// In memory, which is fast.
    MEMORY,
    /// As the program does, in a temporary directory that is removed after the test.
    TEMPORARY_DIRECTORY
  }
}
