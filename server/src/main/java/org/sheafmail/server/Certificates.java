package org.sheafmail.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The TLS identity of the server, from a certificate and a key in PEM files. A renewed certificate
/// serves the connections made after it; one that cannot be used is logged, and the old one stays.
final class Certificates {
  private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

  private final Config.Tls files;

  /// Guards the fields below: files are read again by one thread at a time.
  private final ReentrantLock lock = new ReentrantLock();

  private FileTime certificateTime;
  private FileTime keyTime;
  private SSLContext context;

  /// @throws IOException if a file cannot be read or used; the message names it
  Certificates(Config.Tls files) throws IOException {
    this.files = files;
    certificateTime = Files.getLastModifiedTime(files.certificate());
    keyTime = Files.getLastModifiedTime(files.key());
    context = load();
  }

  /// The context to start TLS with now.
  SSLContext context() {
    lock.lock();
    try {
      FileTime certificateNow = Files.getLastModifiedTime(files.certificate());
      FileTime keyNow = Files.getLastModifiedTime(files.key());
      if (!certificateNow.equals(certificateTime) || !keyNow.equals(keyTime)) {
        certificateTime = certificateNow;
        keyTime = keyNow;
        context = load();
        LOG.info("read {} and {} again", files.certificate(), files.key());
      }
    } catch (IOException e) {
      LOG.warn("the certificate changed but cannot be used; the old one stays", e);
    } finally {
      lock.unlock();
    }
    return context;
  }

  private SSLContext load() throws IOException {
    Certificate[] chain = chain(files.certificate());
    PrivateKey key = key(files.key());
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("sheaf", key, new char[0], chain);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      SSLContext loaded = SSLContext.getInstance("TLS");
      loaded.init(keys.getKeyManagers(), null, null);
      return loaded;
    } catch (GeneralSecurityException e) {
      throw new IOException(files.certificate() + " and " + files.key() + " do not go together", e);
    }
  }

  private static Certificate[] chain(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> chain =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (chain.isEmpty()) {
        throw new IOException(file + ": no certificate in PEM form found");
      }
      return chain.toArray(Certificate[]::new);
    } catch (GeneralSecurityException e) {
      throw new IOException(file + ": not a certificate in PEM form", e);
    }
  }

  private static PrivateKey key(Path file) throws IOException {
    try (Reader in = Files.newBufferedReader(file);
        PEMParser parser = new PEMParser(in)) {
      var converter = new JcaPEMKeyConverter();
      for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
        if (object instanceof PrivateKeyInfo info) {
          return converter.getPrivateKey(info);
        }
        if (object instanceof PEMKeyPair pair) {
          return converter.getPrivateKey(pair.getPrivateKeyInfo());
        }
      }
    } catch (PEMException e) {
      throw new IOException(file + ": not a private key in PEM form", e);
    }
    throw new IOException(file + ": no unencrypted private key in PEM form found");
  }
}
