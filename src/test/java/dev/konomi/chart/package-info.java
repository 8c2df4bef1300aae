/** The chart of helm/ and its rendered default in k8s/. */
package dev.konomi.chart;
