package org.hextet.tck;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.hextet.tck.lab.LabHost;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * Runs one check in this process: on a thread of its own, under a guard, with threads and descriptors counted before
 * and after. One check runs at a time, since they count what the whole process has.
 */
final class Execution {

    private static final Object ONE_AT_A_TIME = new Object();

    /**
     * The part of the guard for which a run waits until all is at rest: after it another run decides, or nothing does.
     */
    private static final int BRIEFLY = 100;

    private static final int PATIENTLY = 10;

    private final Optional<LabHost> lab;

    Execution(Optional<LabHost> lab) {
        this.lab = lab;
    }

    CheckResult run(Catalogue.Entry entry, Subject subject) {
        Row row = entry.row();
        Optional<String> problem = subject.problem();
        if (problem.isPresent()) {
            return Results.notRun(row, subject, problem.get());
        }
        Optional<String> unsupported = subject.unsupported(row);
        if (unsupported.isPresent()) {
            return Results.of(row, subject, Outcome.UNSUPPORTED, unsupported.get());
        }
        synchronized (ONE_AT_A_TIME) {
            Attempt first = attempt(entry, subject, BRIEFLY);
            if (first.result.outcome() != Outcome.PASS || first.left.isEmpty()) {
                return first.result;
            }
            // The first run was the warm-up: what stays for the process's life is there now, and does not count.
            Attempt second = attempt(entry, subject, PATIENTLY);
            if (second.result.outcome() != Outcome.PASS || second.left.isEmpty()) {
                return second.result;
            }
            return Results.failed(
                    row,
                    subject,
                    "left behind at rest: " + String.join(", ", second.left)
                            + "; expected nothing more than before the check",
                    List.of());
        }
    }

    private record Attempt(CheckResult result, List<String> left) {}

    private Attempt attempt(Catalogue.Entry entry, Subject subject, int restPart) {
        Row row = entry.row();
        Census before = Census.now();
        Rig rig = new Rig(row, subject, lab);
        CountDownLatch bodyDone = new CountDownLatch(1);
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        Thread runner = new Thread(
                () -> {
                    try {
                        entry.run(rig);
                    } catch (Throwable failure) {
                        thrown.set(failure);
                    } finally {
                        bodyDone.countDown();
                    }
                    rig.close();
                },
                "tck " + row.id());
        runner.setDaemon(true);
        runner.start();
        Duration guard = Patience.wholeGuard(row);
        boolean bodyEnded = await(bodyDone, guard);
        // After a failure closing gets little time: a hung provider costs one guard, not two.
        Throwable failed = thrown.get();
        boolean closed = bodyEnded && join(runner, failed != null ? guard.dividedBy(10) : Patience.guard());
        if (failed != null) {
            return new Attempt(Results.thrown(row, subject, failed, rig.incidents()), List.of());
        }
        if (!closed) {
            CheckResult hung = hung(row, subject, runner, bodyEnded, guard);
            runner.interrupt();
            return new Attempt(hung, List.of());
        }
        Optional<CheckFailure> late = rig.lateFailure();
        if (late.isPresent()) {
            return new Attempt(Results.thrown(row, subject, late.get(), rig.incidents()), List.of());
        }
        return new Attempt(
                Results.of(row, subject, Outcome.PASS, ""),
                before.leftAtRest(Patience.guard().dividedBy(restPart)));
    }

    private static boolean await(CountDownLatch latch, Duration guard) {
        try {
            return latch.await(guard.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean join(Thread thread, Duration guard) {
        try {
            thread.join(Math.max(1, guard.toMillis()));
            return !thread.isAlive();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static CheckResult hung(Row row, Subject subject, Thread runner, boolean bodyEnded, Duration guard) {
        List<String> dump = new ArrayList<>();
        dump.add(ThreadDump.of(runner));
        ThreadDump.others(runner).forEach(dump::add);
        String where = bodyEnded
                ? "passed, and then closing what it opened hung for "
                        + Patience.guard().toSeconds() + " s"
                : "hung for " + guard.toSeconds() + " s";
        return Results.failed(row, subject, "the check " + where + " " + ThreadDump.top(runner), dump);
    }

    /** Whether this is a check's or JUnit's word for "cannot be run here". */
    static Optional<String> whyNotRun(Throwable thrown) {
        if (thrown instanceof NotRunException notRun) {
            return Optional.of(notRun.why());
        }
        return thrown instanceof TestAbortedException aborted
                ? Optional.of(String.valueOf(aborted.getMessage()))
                : Optional.empty();
    }
}
