package org.hextet.tck.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.hextet.tck.CheckResult;
import org.hextet.tck.Outcome;
import org.hextet.tck.expect.CheckFailure;
import org.hextet.tck.expect.NotRunException;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.expect.ThreadDump;
import org.hextet.tck.lab.LabHost;
import org.hextet.tck.matrix.Row;
import org.hextet.tck.rig.Aftermath;
import org.hextet.tck.rig.OwnedRig;
import org.hextet.tck.subject.Subject;
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

    /** With guards of the usual length. */
    CheckResult run(Catalogue.Entry entry, Subject subject) {
        return run(entry, subject, 1).result();
    }

    Ran run(Catalogue.Entry entry, Subject subject, double guardPart) {
        Optional<CheckResult> withoutRun = Results.withoutRun(entry.row(), subject);
        if (withoutRun.isPresent()) {
            return Ran.cleanly(withoutRun.get());
        }
        long began = System.nanoTime();
        synchronized (ONE_AT_A_TIME) {
            Patience.setPart(guardPart);
            try {
                Ran ran = judge(entry, subject);
                return new Ran(Results.withTook(ran.result(), since(began)), ran.aftermath());
            } finally {
                Patience.setPart(1);
            }
        }
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private Ran judge(Catalogue.Entry entry, Subject subject) {
        Attempt first = new Attempt(entry, subject, BRIEFLY);
        Ran ran = first.run();
        if (ran.result().outcome() != Outcome.PASS || first.left.isEmpty()) {
            return ran;
        }
        // The first run was the warm-up: what stays for the process's life is there now, and does not count.
        Attempt second = new Attempt(entry, subject, PATIENTLY);
        Ran again = second.run();
        if (again.result().outcome() != Outcome.PASS || second.left.isEmpty()) {
            return again;
        }
        CheckResult leaking = Results.failed(
                entry.row(),
                subject,
                "left behind at rest: " + String.join(", ", second.left)
                        + "; expected nothing more than before the check",
                second.rig.trail());
        return new Ran(Results.withLog(leaking, second.log), Aftermath.LEFTOVERS);
    }

    /** One run of a check. */
    private final class Attempt {

        private final Catalogue.Entry entry;
        private final Subject subject;
        private final int restPart;
        private final Census before = Census.now();
        private final OwnedRig rig;
        private final CountDownLatch bodyDone = new CountDownLatch(1);
        private final AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        private volatile List<String> sockets = List.of();
        private List<String> left = List.of();
        private String log = "";
        private Aftermath aftermath = Aftermath.CLEAN;

        Attempt(Catalogue.Entry entry, Subject subject, int restPart) {
            this.entry = entry;
            this.subject = subject;
            this.restPart = restPart;
            this.rig = OwnedRig.of(entry.row(), subject, lab);
        }

        Ran run() {
            try (Printed printed = Printed.fromNow()) {
                CheckResult result = outcome();
                log = log(printed.text());
                left = leftovers();
                if (result.outcome() == Outcome.FAIL) {
                    result = Results.withLog(result, log);
                    if (!left.isEmpty()) {
                        result = Results.withReportLine(result, "left", String.join(", ", left));
                    }
                }
                boolean isClean = left.isEmpty() || result.outcome() == Outcome.PASS;
                return new Ran(result, isClean ? aftermath : worse(aftermath, Aftermath.LEFTOVERS));
            }
        }

        private static Aftermath worse(Aftermath one, Aftermath other) {
            return one.compareTo(other) > 0 ? one : other;
        }

        private List<String> leftovers() {
            try {
                return before.leftAtRest(Patience.guard().dividedBy(restPart));
            } catch (IllegalStateException noDescriptorLeft) {
                return List.of("what nobody can count: " + noDescriptorLeft.getMessage());
            }
        }

        private CheckResult outcome() {
            Row row = entry.row();
            Thread runner = new Thread(this::runBody, "tck " + row.id());
            runner.setDaemon(true);
            runner.start();
            Duration guard = Patience.wholeGuard(row);
            boolean bodyEnded = await(bodyDone, guard);
            // After a failure closing gets little time: a hung provider costs one guard, not two.
            Throwable failed = thrown.get();
            boolean closed = bodyEnded && join(runner, failed != null ? guard.dividedBy(10) : Patience.guard());
            if (failed != null) {
                return Results.thrown(row, subject, failed, surroundings());
            }
            if (!closed) {
                CheckResult hung = hung(runner, bodyEnded, guard);
                release(runner, guard.dividedBy(20));
                return hung;
            }
            Optional<CheckFailure> late = rig.lateFailure();
            if (late.isPresent()) {
                return Results.thrown(row, subject, late.get(), surroundings());
            }
            return Results.of(row, subject, Outcome.PASS, "");
        }

        private void runBody() {
            try {
                entry.run(rig.rig());
            } catch (Throwable failure) {
                if (whyNotRun(failure).isEmpty()) {
                    lookAtSockets();
                }
                thrown.set(failure);
            } finally {
                bodyDone.countDown();
            }
            rig.close();
        }

        /** While they are open. */
        private void lookAtSockets() {
            try {
                sockets = before.newSockets();
            } catch (IllegalStateException noDescriptorLeft) {
                sockets = List.of("unknown: " + noDescriptorLeft.getMessage());
            }
        }

        private List<String> surroundings() {
            List<String> lines = new ArrayList<>(rig.trail());
            if (!sockets.isEmpty()) {
                lines.add("sockets  " + String.join("\n           ", sockets));
            }
            return lines;
        }

        private CheckResult hung(Thread runner, boolean bodyEnded, Duration guard) {
            aftermath = bodyEnded ? Aftermath.LEFTOVERS : rig.ifItHangs();
            lookAtSockets();
            List<String> more = surroundings();
            more.add(ThreadDump.of(runner));
            ThreadDump.others(runner).forEach(more::add);
            String where = bodyEnded
                    ? "passed, and then closing what it opened hung for " + Patience.text(Patience.guard())
                    : "hung for " + Patience.text(guard);
            return Results.failed(entry.row(), subject, "the check " + where + " " + ThreadDump.top(runner), more);
        }

        /**
         * What hangs and cannot be interrupted keeps its thread; what the check opened is closed all the same, so that
         * nothing of it meets the next check.
         */
        private void release(Thread runner, Duration atMost) {
            runner.interrupt();
            if (!join(runner, atMost)) {
                Thread closer = new Thread(rig::close, runner.getName() + " closing");
                closer.setDaemon(true);
                closer.start();
                join(closer, atMost);
            }
        }

        private String log(String printed) {
            List<String> parts = new ArrayList<>();
            rig.logged().forEach(incident -> parts.add(Results.text(incident)));
            if (!printed.isEmpty()) {
                parts.add(printed);
            }
            return String.join("\n", parts);
        }
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
