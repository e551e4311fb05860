package org.sheafmail.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class ConfigTest {
  @Test
  void anEmptyFileServesPlainImapOnLoopback() {
    Config config = Config.defaults();

    assertThat(config.hierarchySeparator()).isEqualTo('/');
    assertThat(config.imap().listen())
        .containsExactly(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 1143));
    assertThat(config.imap().listenTls()).isEmpty();
    assertThat(config.imap().passwordsInPlainText()).isEqualTo(Config.PlainText.LOOPBACK);
    assertThat(config.tls()).isEmpty();
    assertThat(config.limits().append().messageSizeMax()).isEqualTo(128 << 20);
    assertThat(config.limits().timeouts().idle()).isGreaterThanOrEqualTo(Duration.ofMinutes(30));
  }

  @Test
  void everySettingIsRead() throws Exception {
    Config config =
        Config.parse(
            """
            hierarchy-separator = "."

            [imap]
            listen = ["127.0.0.1:0", "[::1]:10143"]
            listen-tls = ["127.0.0.1:10993"]
            passwords-in-plain-text = "nobody"

            [tls]
            certificate = "cert.pem"
            key = "key.pem"

            [store]
            compact-below-percent = 70
            compaction-octets-per-second = 1000000

            [limits.append]
            message-size-max = 1000

            [limits.timeouts]
            stalled = 7
            """);

    assertThat(config.hierarchySeparator()).isEqualTo('.');
    assertThat(config.imap().listen())
        .hasSize(2)
        .contains(new InetSocketAddress(InetAddress.ofLiteral("::1"), 10143));
    assertThat(config.imap().passwordsInPlainText()).isEqualTo(Config.PlainText.NOBODY);
    assertThat(config.tls()).contains(new Config.Tls(Path.of("cert.pem"), Path.of("key.pem")));
    assertThat(config.store()).isEqualTo(new Config.Store(70, 1_000_000));
    assertThat(config.limits().append().messageSizeMax()).isEqualTo(1000);
    assertThat(config.limits().timeouts().stalled()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void allErrorsAreToldAtOnceWithTheirPlaces() {
    assertThatThrownBy(() ->
            Config.parse(
                """
                hierarchy-separator = "x"
                [imap]
                listen = ["nowhere", 3]
                [limits.timeouts]
                idle = 5
                  idel = 2000
                [limits.logins]
                attempts-max = "many"
                """))
        .asInstanceOf(InstanceOfAssertFactories.type(ConfigException.class))
        .extracting(ConfigException::problems, InstanceOfAssertFactories.list(String.class))
        .satisfiesExactly(
            p -> assertThat(p).startsWith("configuration:1:1: hierarchy-separator: expected"),
            p -> assertThat(p).contains(":3:1: imap.listen: expected address:port"),
            p -> assertThat(p).contains(":3:1: imap.listen: expected a list of strings, found 3"),
            p -> assertThat(p).contains(":5:1: limits.timeouts.idle: expected a whole number from"),
            p -> assertThat(p).contains(":6:3: limits.timeouts.idel: no such setting; there are"),
            p -> assertThat(p).contains(":8:1: limits.logins.attempts-max: expected a whole"));
  }

  @Test
  void whatIsNoTomlIsToldWithItsPlace() {
    assertThatThrownBy(() -> Config.parse("a = \nb = ]"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("configuration:1:");
  }

  @Test
  void aTlsListenerNeedsACertificate() {
    assertThatThrownBy(() -> Config.parse("[imap]\nlisten-tls = [\"127.0.0.1:993\"]"))
        .hasMessageContaining("listen-tls needs the certificate and the key");
    assertThatThrownBy(() -> Config.parse("[tls]\nkey = \"k.pem\""))
        .hasMessageContaining("needs both, certificate and key");
  }
}
