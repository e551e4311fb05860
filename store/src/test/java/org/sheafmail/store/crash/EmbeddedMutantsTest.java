package org.sheafmail.store.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sheafmail.store.disk.Disk;

/// The crash tests are worth something only if they find mistakes: here each mistake is made on
/// purpose, and has to be found.
class EmbeddedMutantsTest {
  private static final String EMBEDDED = "org.sheafmail.store.embedded.";
  private static final int RUNS = 1000;

  /// Runs seed after seed until one fails.
  private static boolean isFound(LongConsumer trial) {
    return LongStream.range(0, RUNS)
        .anyMatch(seed -> {
          try {
            trial.accept(seed);
            return false;
          } catch (AssertionError e) {
            return true;
          }
        });
  }

  static Stream<Arguments> disks() {
    return Stream.of(
        disk("lanes are not synced", d -> DiskMutants.withoutSyncOf(".lane", d)),
        disk("the journal is not synced", d -> DiskMutants.withoutSyncOf(".journal", d)),
        disk("files are named before they are synced", d -> DiskMutants.withoutSyncOf(".tmp", d)),
        disk("records are written before their lane is synced", DiskMutants::withRecordsFirst),
        disk("changes are shown before they are synced", DiskMutants::withLateSyncs),
        disk("a failed sync is tried again", DiskMutants::withSecondAttempts),
        disk("names are not synced", DiskMutants::withoutSyncOfNames),
        disk("the tail is not written again", DiskMutants::withoutWritingTheTailAgain),
        disk("what an opening mends is not synced", DiskMutants::withoutSyncOfWhatWasFound),
        disk("a cut is not synced", DiskMutants::withoutSyncOfCuts),
        disk("moved bodies are not synced", DiskMutants::withoutSyncOfMovedBodies),
        disk("files go before their bodies moved", DiskMutants::withRemovalBeforeTheMove));
  }

  private static Arguments disk(String name, UnaryOperator<Disk> mutant) {
    return arguments(name, mutant);
  }

  @ParameterizedTest(name = "it is found when {0}")
  @MethodSource("disks")
  void aMistakeWithTheDiskIsFound(String name, UnaryOperator<Disk> mutant) {
    StoreOpener opener =
        (disk, random, clock) -> EmbeddedCrashTest.EMBEDDED.open(mutant.apply(disk), random, clock);

    assertThat(
            isFound(
                seed -> new CrashRun(seed, EmbeddedCrashTest.PLAN, opener, new Statistics()).run()))
        .isTrue();
  }

  static Stream<Arguments> methods() {
    return Stream.of(
        crash("checksums are not checked", "Checksum", "of", returning(0)),
        crash("the store goes on after a failed sync", "Poison", "isSet", returning(0)),
        crash("a group that failed is written again", "Journal", "forget", doingNothing()),
        crash("changes are lost with their snapshot", "Accounts", "release", doingNothing()),
        crash("files go with bodies in them", "BodyUsage", "isReferenced", returning(0)),
        crash("files go that an opening needs", "BodyFiles", "isNeededToOpen", returning(0)),
        crash(
            "removed files are closed at once",
            "OpenFiles",
            "keep",
            EmbeddedMutantsTest::forgetting),
        damage(
            "files go that the snapshot before needs",
            "Snapshots",
            "neededFrom",
            calling("Snapshots", "position", "JournalPosition")),
        damage("checksums are not checked", "Checksum", "of", returning(0)),
        damage("snapshots are not checked", "Extent", "matches", returning(1)),
        damage("bodies are not checked", "StoredBody", "compare", doingNothing()),
        damage("a gap is the end", "JournalReader", "refuseIfDamaged", doingNothing()));
  }

  private static Arguments crash(
      String name, String className, String method, Consumer<CodeBuilder> body) {
    return arguments(name, CrashTrial.class, className, method, body);
  }

  private static Arguments damage(
      String name, String className, String method, Consumer<CodeBuilder> body) {
    return arguments(name + " and octets rot", DamageTrial.class, className, method, body);
  }

  private static Consumer<CodeBuilder> returning(int value) {
    return code -> code.loadConstant(value).ireturn();
  }

  private static Consumer<CodeBuilder> doingNothing() {
    return CodeBuilder::return_;
  }

  private static void forgetting(CodeBuilder code) {
    code.aload(0)
        .aload(1)
        .invokevirtual(
            ClassDesc.of(EMBEDDED + "OpenFiles"),
            "forget",
            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String))
        .return_();
  }

  /// Does what another method without parameters does.
  private static Consumer<CodeBuilder> calling(String className, String method, String result) {
    return code ->
        code.aload(0)
            .invokevirtual(
                ClassDesc.of(EMBEDDED + className),
                method,
                MethodTypeDesc.of(ClassDesc.of(EMBEDDED + result)))
            .areturn();
  }

  @ParameterizedTest(name = "it is found when {0}")
  @MethodSource("methods")
  void aMistakeInTheCodeIsFound(
      String name, Class<?> trial, String className, String method, Consumer<CodeBuilder> body)
      throws Exception {
    var loader = new RewritingLoader(EMBEDDED + className, method, body);
    LongConsumer mutated =
        (LongConsumer) loader.loadClass(trial.getName()).getConstructor().newInstance();

    assertThat(isFound(mutated)).isTrue();
    assertThat(loader.hasRewritten()).isTrue();
  }
}
