namespace Sim.Reporting;

/// <summary>The output directory holds files that are not ours, so nothing was written.</summary>
public sealed class ReportDirectoryException(string message) : IOException(message);
