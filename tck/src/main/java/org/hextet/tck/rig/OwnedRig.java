package org.hextet.tck.rig;

import java.util.List;
import java.util.Optional;
import org.hextet.api.Incident;
import org.hextet.tck.expect.CheckFailure;
import org.hextet.tck.lab.LabHost;
import org.hextet.tck.matrix.Row;
import org.hextet.tck.subject.Subject;

/**
 * A rig as its runner has it, who opens it for one run of a check, looks at what became of it, and closes it. Any
 * thread may.
 */
public final class OwnedRig implements AutoCloseable {

    private final Rig rig;

    private OwnedRig(Rig rig) {
        this.rig = rig;
    }

    /**
     * A rig for one run of a check.
     *
     * @param row that of the check
     * @param subject what it is run against
     * @param lab the host in whose environment this process is, if it is in one
     * @return nothing is open yet
     */
    public static OwnedRig of(Row row, Subject subject, Optional<LabHost> lab) {
        return new OwnedRig(new Rig(row, subject, lab));
    }

    /**
     * The rig, for the check.
     *
     * @return the same at every call
     */
    public Rig rig() {
        return rig;
    }

    /**
     * Where the check has been.
     *
     * @return family and addresses, each as a line of a report; empty if it used none
     */
    public List<String> trail() {
        return rig.trail().lines();
    }

    /**
     * What reactors told their uncaught listener, those of the rows that the check ran too.
     *
     * @return a snapshot
     */
    public List<Incident> logged() {
        return rig.logged();
    }

    /**
     * What is to be said of a check that hangs now.
     *
     * @return what it leaves behind
     */
    public Aftermath ifItHangs() {
        return rig.ifItHangs();
    }

    /**
     * What the check said on the reactor's thread, or closing threw: it must not be lost.
     *
     * @return empty if there is nothing of the kind
     */
    public Optional<CheckFailure> lateFailure() {
        return rig.lateFailure();
    }

    /** Closes everything that the check opened, the last first; what closing throws is a {@link #lateFailure()}. */
    @Override
    public void close() {
        rig.close();
    }
}
