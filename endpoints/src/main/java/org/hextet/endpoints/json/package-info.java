/** Writing JSON: for timelines, and for the reports of the command and the TCK. No part of the published api. */
@NullMarked
package org.hextet.endpoints.json;

import org.jspecify.annotations.NullMarked;
