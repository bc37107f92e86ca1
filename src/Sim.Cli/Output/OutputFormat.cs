namespace Sim.Cli.Output;

/// <summary>How results are printed.</summary>
internal enum OutputFormat
{
    /// <summary>Tables for people.</summary>
    Table,

    /// <summary>The document that <c>-o</c> writes as results.json.</summary>
    Json,

    /// <summary>One row a metric.</summary>
    Csv,
}
