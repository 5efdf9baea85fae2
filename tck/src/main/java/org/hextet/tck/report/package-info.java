/**
 * What people and programs read of a run: as a table, a page, JSON, JUnit's XML, Markdown and tab-separated values.
 * {@link org.hextet.tck.report.ReportFormat} is where to begin.
 */
@NullMarked
package org.hextet.tck.report;

import org.jspecify.annotations.NullMarked;
