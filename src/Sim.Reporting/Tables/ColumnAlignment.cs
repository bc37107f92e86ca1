namespace Sim.Reporting.Tables;

/// <summary>Alignment of a table column.</summary>
public enum ColumnAlignment
{
    /// <summary>Text.</summary>
    Left,

    /// <summary>Numbers.</summary>
    Right,

    /// <summary>Short words such as a verdict.</summary>
    Center,
}
