package org.hextet.tck.command;

import org.hextet.tck.report.ReportFormat;
import picocli.CommandLine.ITypeConverter;

/** Reads a format from a command line. */
final class FormatText implements ITypeConverter<ReportFormat> {

    FormatText() {}

    @Override
    public ReportFormat convert(String text) {
        return ReportFormat.of(text);
    }
}
