package org.hextet.tck.run;

import java.io.IOException;
import org.hextet.tck.checks.OnPurpose;

/** The child JVM of an environment, with the checks that are wrong on purpose. */
public final class OnPurposeMain {

    private OnPurposeMain() {}

    /**
     * As {@link EnvironmentMain}.
     *
     * @param arguments as there
     * @throws IOException as there
     */
    public static void main(String[] arguments) throws IOException {
        EnvironmentMain.serve(Catalogue.of(OnPurpose.AREAS), arguments);
    }
}
