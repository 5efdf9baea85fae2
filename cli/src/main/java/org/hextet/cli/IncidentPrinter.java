package org.hextet.cli;

import java.util.stream.Collectors;
import org.hextet.addresses.AddressText;
import org.hextet.api.Incident;
import org.hextet.api.UncaughtListener;
import org.hextet.cli.report.Console;

/**
 * What a reactor has to tell and nobody waits for, as lines on standard error: errors always, advice with {@code -v}.
 */
record IncidentPrinter(Console console, boolean verbose) implements UncaughtListener {

    @Override
    public void uncaught(Incident incident) {
        if (incident instanceof Incident.AcceptingPaused paused) {
            console.note("hextet: accepting on "
                    + paused.local().stream().map(AddressText::formatSocket).collect(Collectors.joining(", "))
                    + " pauses until it can go on: " + paused.why().getMessage());
        } else if (incident instanceof Incident.Threw threw) {
            console.note("hextet: " + threw.where() + " failed: " + threw.thrown());
            if (verbose) {
                threw.thrown().printStackTrace(console.err());
            }
        } else if (verbose && incident instanceof Incident.HandshakeFailed failed) {
            console.note(failed.why().getMessage());
        } else if (verbose) {
            console.note(incident instanceof Incident.Warning warning ? warning.message() : incident.toString());
        }
    }
}
