namespace Sim.Cli.Output;

/// <summary>What a verb found, in the forms it can be kept in.</summary>
internal interface IDocument
{
    /// <summary>All of it, as results.json keeps it.</summary>
    string ToJson();

    /// <summary>Its rows, with a line of headings.</summary>
    string ToCsv();
}
