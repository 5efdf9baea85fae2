package org.hextet.cli.diagnosis;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What the doctor says, in every form. */
public final class Report {

    private final Diagnosis diagnosis;

    Report(Diagnosis diagnosis) {
        this.diagnosis = diagnosis;
    }

    /**
     * What a doctor can find, by its stable name.
     *
     * @return lines for a help text: the names of a finding, and below what they mean
     */
    public static List<String> codes() {
        return Arrays.stream(Code.values())
                .flatMap(code -> Stream.of("  " + code.names(), "      " + code.meaning()))
                .toList();
    }

    /**
     * Whether all that is expected works, and nothing harms.
     *
     * @return true if the status is ok
     */
    public boolean isOk() {
        return diagnosis.status() == Diagnosis.Status.OK;
    }

    /**
     * The status and the verdict.
     *
     * @param paint colours the status
     * @return one line, without its end
     */
    public String summary(Paint paint) {
        return ReportText.status(diagnosis, paint) + ": " + diagnosis.verdict();
    }

    /**
     * All of it, for people: lines of 80 characters, but for long addresses.
     *
     * @param paint colours what is good and what is bad
     * @return lines, each with its end
     */
    public String toText(Paint paint) {
        return new ReportText(diagnosis, paint).text();
    }

    /**
     * All of it, for programs.
     *
     * @return one object, on one line
     */
    public String toJson() {
        return ReportJson.of(diagnosis);
    }

    /**
     * The parts that are lists, as fields with tabs between: what it is (attempt, problem, note, status), and its
     * facts.
     *
     * @return lines, each with its end
     */
    public String toTsv() {
        return ReportText.tsv(diagnosis);
    }
}
