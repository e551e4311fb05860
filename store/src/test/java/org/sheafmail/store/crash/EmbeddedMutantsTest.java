package org.sheafmail.store.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.sheafmail.store.crash.CodeMutation.doing;
import static org.sheafmail.store.crash.CodeMutation.first;
import static org.sheafmail.store.crash.CodeMutation.instead;
import static org.sheafmail.store.crash.CodeMutation.without;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sheafmail.store.disk.Disk;
import org.sheafmail.store.embedded.RepairTrial;

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
        disk(
            "files go before the record that their bodies moved",
            DiskMutants::withRemovalBeforeTheMove),
        arguments(
            "files go while somebody reads them",
            (UnaryOperator<Disk>) DiskMutants::withoutHeedingReaders,
            EmbeddedCrashTest.WITH_BACKUPS));
  }

  private static Arguments disk(String name, UnaryOperator<Disk> mutant) {
    return arguments(name, mutant, EmbeddedCrashTest.PLAN);
  }

  @ParameterizedTest(name = "it is found when {0}")
  @MethodSource("disks")
  void aMistakeWithTheDiskIsFound(String name, UnaryOperator<Disk> mutant, CrashRun.Plan plan) {
    StoreOpener opener =
        (disk, random, clock) -> EmbeddedCrashTest.EMBEDDED.open(mutant.apply(disk), random, clock);

    assertThat(isFound(seed -> new CrashRun(seed, plan, opener, new Statistics()).run())).isTrue();
  }

  static Stream<Arguments> methods() {
    return Stream.of(
        crash("checksums are not checked", "Checksum", doing("of", returning(0))),
        crash("the store goes on after a failed sync", "Poison", doing("isSet", returning(0))),
        crash("a group that failed is written again", "Journal", doing("forget", nothing())),
        crash("changes are lost with their snapshot", "Accounts", doing("release", nothing())),
        crash("files go with bodies in them", "BodyUsage", doing("isReferenced", returning(0))),
        crash("files go that an opening needs", "BodyFiles", doing("isNeededToOpen", returning(0))),
        crash(
            "removed files are closed at once",
            "OpenFiles",
            doing("keep", EmbeddedMutantsTest::forgetting)),
        crash("unseen messages are not counted", "ChunkStats", doing("unseen", returning(0))),
        crash(
            "changes of a chunk are not known",
            "ChunkStats",
            doing("maxModSeq", code -> code.lconst_0().lreturn())),
        damage(
            "files go that the snapshot before needs",
            "Snapshots",
            doing("neededFrom", calling("Snapshots", "position", "JournalPosition"))),
        damage("checksums are not checked", "Checksum", doing("of", returning(0))),
        damage("snapshots are not checked", "Extent", doing("matches", returning(1))),
        damage(
            "snapshots are believed unread",
            "SnapshotProof",
            doing("damageIn", EmbeddedMutantsTest::returningNothing)),
        damage("bodies are not checked", "StoredBody", doing("compare", nothing())),
        damage("a gap is the end", "JournalReader", doing("refuseIfDamaged", nothing())),
        damage(
            "nobody heeds that the end was safe",
            "Continuation",
            doing("behind", code -> code.loadConstant(-1L).lreturn())));
  }

  static Stream<Arguments> backups() {
    return Stream.of(
        backup("copies are not synced", "StoreBackup", without("copy", "sync")),
        backup("a manifest is not synced", "Manifest", without("write", "sync")),
        backup("its name is not synced", "Manifest", without("write", "syncDirectory")),
        backup(
            "the backup before goes first",
            "BackupDirectory",
            doing("removeAttempts", EmbeddedMutantsTest::removingAll)),
        backup("what was restored is not synced", "StoreRestore", without("copy", "sync")),
        backup("names restored are not synced", "StoreRestore", without("run", "syncDirectory")),
        repair("originals are not kept", "StoreRepair", doing("keepOriginals", nothing())),
        repair("what is damaged stays in use", "StoreRepair", doing("moveAside", nothing())));
  }

  static Stream<Arguments> tests() {
    return Stream.of(
        test(
            "what an attempt left goes before the manifest is durable",
            "BackupDirectory",
            without("removeAttempts", "syncDirectory"),
            "embedded.BackupTest.theCopyOfTheManifestIsGoodAtAnyMoment"),
        test(
            "names of copies are not synced before the manifest",
            "StoreBackup",
            without("run", "syncDirectory"),
            "embedded.BackupTest.aBackupThatIsCutShortLeavesTheOneBefore"),
        test(
            "kept originals are not synced",
            "Aside",
            without("copy", "sync"),
            "embedded.RepairLossTest.keptCopiesSurviveAPowerCutAfterTheRepair"),
        test(
            "the second of two new snapshots uses the first",
            "Checkpoints",
            instead("renew", "of", EmbeddedMutantsTest::worthKeeping),
            "embedded.CompactionTest.noOctetThatRotsInASnapshotTakesBothGenerations"),
        test(
            "two generations may share what rots",
            "Snapshots",
            doing("isApart", returning(1)),
            "embedded.CompactionTest.norDoesItOnceFurtherSnapshotsWereWritten"),
        test(
            "files are taken for sealed after the look at messages",
            "Compaction",
            first("removeUnused", EmbeddedMutantsTest::sealedNow),
            "crash.CompactionWhileInUseTest.whatIsSealedMeanwhileStays"));
  }

  private static String fullName(String className) {
    return (className.equals("ChunkStats") ? "org.sheafmail.store.state." : EMBEDDED) + className;
  }

  private static void returningNothing(CodeBuilder code) {
    ClassDesc optional = ClassDesc.of("java.util.Optional");
    code.invokestatic(optional, "empty", MethodTypeDesc.of(optional)).areturn();
  }

  private static Arguments crash(String name, String className, CodeMutation mutation) {
    return arguments(name, CrashTrial.class, className, mutation);
  }

  private static Arguments backup(String name, String className, CodeMutation mutation) {
    return arguments(name, BackupTrial.class, className, mutation);
  }

  private static Arguments damage(String name, String className, CodeMutation mutation) {
    return arguments(name + " and octets rot", DamageTrial.class, className, mutation);
  }

  private static Arguments repair(String name, String className, CodeMutation mutation) {
    return arguments(name, RepairTrial.class, className, mutation);
  }

  private static Arguments test(String name, String className, CodeMutation mutation, String test) {
    return arguments(name, className, mutation, test);
  }

  private static Consumer<CodeBuilder> returning(int value) {
    return code -> code.loadConstant(value).ireturn();
  }

  private static Consumer<CodeBuilder> nothing() {
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

  /// Removes all that an earlier backup has.
  private static void removingAll(CodeBuilder code) {
    code.aload(0)
        .aconst_null()
        .invokevirtual(
            ClassDesc.of(EMBEDDED + "BackupDirectory"),
            "removeUnlisted",
            MethodTypeDesc.of(ConstantDescs.CD_void, ClassDesc.of(EMBEDDED + "Manifest")))
        .return_();
  }

  private static void worthKeeping(CodeBuilder code) {
    ClassDesc snapshots = ClassDesc.of(EMBEDDED + "Snapshots");
    code.aload(0)
        .getfield(ClassDesc.of(EMBEDDED + "Checkpoints"), "snapshots", snapshots)
        .invokevirtual(snapshots, "worthKeeping", MethodTypeDesc.of(ConstantDescs.CD_Set));
  }

  private static void sealedNow(CodeBuilder code) {
    ClassDesc files = ClassDesc.of(EMBEDDED + "BodyFiles");
    code.aload(0)
        .getfield(ClassDesc.of(EMBEDDED + "Compaction"), "files", files)
        .invokevirtual(files, "sealed", MethodTypeDesc.of(ConstantDescs.CD_Map))
        .astore(1);
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
  @MethodSource({"methods", "backups"})
  void aMistakeInTheCodeIsFound(
      String name, Class<?> trial, String className, CodeMutation mutation) throws Exception {
    var loader = new RewritingLoader(fullName(className), mutation);
    LongConsumer mutated =
        (LongConsumer) loader.loadClass(trial.getName()).getConstructor().newInstance();

    assertThat(isFound(mutated)).isTrue();
    assertThat(loader.hasRewritten()).isTrue();
  }

  /// Mistakes that take an event at one certain moment; the test that has it there fails.
  @ParameterizedTest(name = "a test fails when {0}")
  @MethodSource("tests")
  void aMistakeInTheCodeMakesATestFail(
      String name, String className, CodeMutation mutation, String test) throws Exception {
    var loader = new RewritingLoader(fullName(className), mutation);
    int end = test.lastIndexOf('.');
    Class<?> mutated = loader.loadClass("org.sheafmail.store." + test.substring(0, end));

    assertThatThrownBy(() -> run(mutated, test.substring(end + 1)))
        .isInstanceOf(InvocationTargetException.class);
    assertThat(loader.hasRewritten()).isTrue();
  }

  private static void run(Class<?> testClass, String method) throws ReflectiveOperationException {
    Constructor<?> constructor = testClass.getDeclaredConstructor();
    constructor.setAccessible(true);
    Object test = constructor.newInstance();
    for (Class<?> made = testClass; made != Object.class; made = made.getSuperclass()) {
      for (Method before : made.getDeclaredMethods()) {
        if (before.isAnnotationPresent(BeforeEach.class)) {
          invoke(test, before);
        }
      }
    }
    invoke(test, testClass.getDeclaredMethod(method));
  }

  private static void invoke(Object test, Method method) throws ReflectiveOperationException {
    method.setAccessible(true);
    method.invoke(test);
  }
}
