package org.sheafmail.e2e.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sheafmail.e2e.Repository;

/// Who may know whom (docs/ARCHITECTURE.md), checked on the compiled classes.
class LayersTest {
  private static final String JDK = "java..";
  private static final String NULLNESS = "org.jspecify..";
  private static final String PROTOCOL = "org.sheafmail.protocol..";
  private static final String STORE = "org.sheafmail.store..";
  private static final String SERVER = "org.sheafmail.server..";
  private static final String CLIENT = "org.sheafmail.client";
  private static final String ANGUS = "org.sheafmail.client.angus..";
  private static final String FAKE = "org.sheafmail.fake..";
  private static final String JUNIT = "org.sheafmail.junit..";
  private static final String CLI = "org.sheafmail.cli..";
  private static final String BENCH = "org.sheafmail.bench..";

  /// The modules, each with its package.
  private static final Map<String, String> MODULES =
      Map.of(
          "protocol", PROTOCOL,
          "store", STORE,
          "server", SERVER,
          "client", CLIENT,
          "client-angus", ANGUS,
          "fake-server", FAKE,
          "junit", JUNIT,
          "cli", CLI,
          "bench", BENCH);

  private static final JavaClasses ALL = importModules();

  private static JavaClasses importModules() {
    List<Path> folders =
        MODULES.keySet().stream()
            .map(module -> Repository.root().resolve(module).resolve("target/classes"))
            .toList();
    return new ClassFileImporter().importPaths(folders);
  }

  @Test
  void everyModuleIsLookedAt() {
    assertThat(MODULES.values())
        .allSatisfy(name ->
            assertThat(ALL)
                .anyMatch(type -> type.getPackageName().startsWith(name.replace("..", ""))));
  }

  @Test
  void theProtocolKnowsNothingButTheJdk() {
    classes()
        .that()
        .resideInAPackage(PROTOCOL)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(JDK, "javax.crypto..", "javax.security..", NULLNESS, PROTOCOL)
        .check(ALL);
  }

  @Test
  void theProtocolOpensNoSocketAndStartsNoThread() {
    noClasses()
        .that()
        .resideInAPackage(PROTOCOL)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.Thread")
        .check(ALL);
  }

  @Test
  void theStoreKnowsTheProtocolsWordsOnly() {
    classes()
        .that()
        .resideInAPackage(STORE)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(JDK, NULLNESS, "org.sheafmail.protocol", STORE)
        .check(ALL);
  }

  @Test
  void theClientKnowsTheProtocolAndTheJdkOnly() {
    classes()
        .that()
        .resideInAPackage(CLIENT)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(JDK, "javax.net..", "javax.security..", NULLNESS, PROTOCOL, CLIENT)
        .check(ALL);
  }

  @Test
  void theFakeServerKnowsTheJdkOnly() {
    classes()
        .that()
        .resideInAPackage(FAKE)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(JDK, "javax.net..", NULLNESS, FAKE)
        .check(ALL);
  }

  @Test
  void theAdapterForAngusKnowsAngusOnly() {
    classes()
        .that()
        .resideInAPackage(ANGUS)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(JDK, "jakarta.mail..", "org.eclipse.angus.mail..", NULLNESS, ANGUS)
        .check(ALL);
  }

  @Test
  void whatIsForTestsIsUsedByNothingElse() {
    noClasses()
        .that()
        .resideOutsideOfPackages(FAKE, JUNIT)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(FAKE, JUNIT)
        .check(ALL);
  }

  @Test
  void theServerKnowsNeitherClientNorCommandLine() {
    noClasses()
        .that()
        .resideInAPackage(SERVER)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(CLIENT, CLI, BENCH)
        .check(ALL);
  }

  @Test
  void theServerKnowsTheStoresPromiseAndOnlyItsStartTheEmbeddedOne() {
    noClasses()
        .that()
        .resideInAPackage(SERVER)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.sheafmail.store.disk..", "org.sheafmail.store.memory..")
        .check(ALL);
  }

  @Test
  void nobodyKnowsTheCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackage(CLI)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(CLI)
        .check(ALL);
  }

  @Test
  void theBenchmarkKnowsTheProtocolAtMost() {
    noClasses()
        .that()
        .resideInAPackage(BENCH)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(STORE, SERVER, CLIENT, CLI)
        .check(ALL);
  }

  @Test
  void filesOfTheStoreAreTouchedThroughTheDiskOnly() {
    noClasses()
        .that()
        .resideInAPackage(STORE)
        .and()
        .resideOutsideOfPackage("org.sheafmail.store.disk..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.nio.channels.FileChannel")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.nio.file.Files")
        .check(ALL);
  }

  @Test
  void theMemoryStoreIsForTestsAndKnowsNoDisk() {
    noClasses()
        .that()
        .resideInAPackage("org.sheafmail.store.memory..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.sheafmail.store.embedded..", "org.sheafmail.store.disk..")
        .check(ALL);
  }
}
