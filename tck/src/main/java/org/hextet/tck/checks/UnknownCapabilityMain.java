package org.hextet.tck.checks;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import org.hextet.tck.Report;
import org.hextet.tck.Selection;
import org.hextet.tck.Tck;
import org.hextet.tck.checks.strangers.Good;
import org.hextet.tck.matrix.Scope;

/** Runs some rows, its arguments, on a transport that declares a capability of which nobody has heard. */
final class UnknownCapabilityMain {

    private UnknownCapabilityMain() {}

    /**
     * Prints a line a row.
     *
     * @param ids of rows
     */
    public static void main(String[] ids) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        Selection selection = Selection.everything()
                .withProvider(new Good())
                .withIds(Set.of(ids))
                .withScopes(EnumSet.of(Scope.TRANSPORT));
        Report report = Tck.run(selection, (result, done, all) -> {});
        out.print(report.toTsv());
        out.flush();
    }
}
