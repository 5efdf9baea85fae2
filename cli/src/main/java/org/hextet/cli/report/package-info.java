/**
 * What the command says: to people as tables and lines, to programs as JSON and tab-separated values; and its errors.
 */
@NullMarked
package org.hextet.cli.report;

import org.jspecify.annotations.NullMarked;
