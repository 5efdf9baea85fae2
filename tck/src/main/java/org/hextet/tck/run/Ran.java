package org.hextet.tck.run;

import org.hextet.tck.CheckResult;
import org.hextet.tck.rig.Aftermath;

/**
 * A row was run somewhere.
 *
 * @param result how it went
 * @param aftermath in which state it left the process
 */
record Ran(CheckResult result, Aftermath aftermath) {

    static Ran cleanly(CheckResult result) {
        return new Ran(result, Aftermath.CLEAN);
    }

    boolean isClean() {
        return aftermath == Aftermath.CLEAN;
    }
}
