<?xml version="1.0" encoding="UTF-8"?>
<!-- The implementation-result report as a page, piece by piece.

     A document comes in whose root is `report` (the frame), `control`, `general`, `finding`, `bundle` or `source` (one row
     each), or `records`, `promoted`, `files`, `members` (up to 1,000 rows of a long list; @first is the first one's
     number, @total how many there are in all). reports/model.h tells what is in them.
     <?pieces NAME ID TOTAL MORE?> in what goes out is replaced by the pieces of that list. The names that begin with
     _ are ids for that and are never shown.

     Parameters: languages "ja", "en", "ja en" or "en ja"; style: the text of report.css. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:r="urn:chosho:report:1" exclude-result-prefixes="r">

  <xsl:include href="words.xsl"/>
  <xsl:include href="sums.xsl"/>
  <xsl:include href="results.xsl"/>
  <xsl:include href="steps.xsl"/>
  <xsl:include href="lists.xsl"/>

  <xsl:output method="html" encoding="UTF-8" indent="no"/>
  <xsl:param name="languages" select="'ja'"/>
  <xsl:param name="style"/>

  <!-- ==== the frame ==== -->

  <xsl:template match="/report">
    <html lang="{$first}">
      <head>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <title>
          <xsl:value-of select="$sections/r:title[@xml:lang = $first]"/>
          <xsl:text> — </xsl:text>
          <xsl:value-of select="engagement/service"/>
        </title>
        <style>
          <xsl:value-of select="$style" disable-output-escaping="yes"/>
          <xsl:value-of select="concat('@page{@top-left{content:&quot;', translate($sections/r:title[@xml:lang = $first], '&quot;\&lt;', ''), '&quot;}}')" disable-output-escaping="yes"/>
        </style>
      </head>
      <body>
        <a class="skip" href="#text"><xsl:call-template name="label"><xsl:with-param name="id" select="'skip'"/></xsl:call-template></a>
        <header>
          <xsl:apply-templates select="." mode="cover"/>
        </header>
        <xsl:apply-templates select="." mode="contents"/>
        <main id="text">
          <xsl:variable name="report" select="."/>
          <xsl:for-each select="$sections/r:section[r:title]">
            <xsl:apply-templates select="."><xsl:with-param name="report" select="$report"/></xsl:apply-templates>
          </xsl:for-each>
        </main>
      </body>
    </html>
  </xsl:template>

  <xsl:template match="report" mode="cover">
    <xsl:variable name="report" select="."/>
    <p class="notice"><xsl:call-template name="texts"><xsl:with-param name="of" select="$sections/r:notice"/></xsl:call-template></p>
    <p class="addressee">
      <xsl:for-each select="$sections/r:addressee[@xml:lang = $first]">
        <xsl:call-template name="fill-engagement"><xsl:with-param name="report" select="$report"/></xsl:call-template>
      </xsl:for-each>
    </p>
    <h1>
      <xsl:call-template name="texts"><xsl:with-param name="of" select="$sections/r:title"/></xsl:call-template>
    </h1>
    <p class="subject"><xsl:value-of select="engagement/service"/></p>
    <p class="subject-period">
      <xsl:call-template name="label"><xsl:with-param name="id" select="'period'"/></xsl:call-template>
      <xsl:text>　</xsl:text>
      <xsl:apply-templates select="engagement" mode="period"/>
    </p>
    <xsl:if test="$sections/r:section[@content = 'parties']">
      <table class="parties">
        <xsl:for-each select="$m/r:m[@id = 'report-date' or @id = 'firm' or @id = 'partner']">
          <tr>
            <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="@id"/></xsl:call-template></th>
            <td><xsl:call-template name="label"><xsl:with-param name="id" select="'blank'"/></xsl:call-template></td>
          </tr>
        </xsl:for-each>
      </table>
    </xsl:if>
    <xsl:if test="starts-with(engagement/languages, 'ja') and contains($languages, 'en')">
      <p class="reference">
        <xsl:choose>
          <xsl:when test="$second"><xsl:call-template name="label"><xsl:with-param name="id" select="'reference'"/></xsl:call-template></xsl:when>
          <xsl:otherwise><xsl:call-template name="label"><xsl:with-param name="id" select="'reference-only'"/></xsl:call-template></xsl:otherwise>
        </xsl:choose>
      </p>
    </xsl:if>
  </xsl:template>

  <xsl:template match="engagement" mode="period">
    <xsl:call-template name="say">
      <xsl:with-param name="id" select="'period-text'"/>
      <xsl:with-param name="a" select="period_start"/>
      <xsl:with-param name="b" select="period_end"/>
      <xsl:with-param name="dates" select="true()"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="report" mode="contents">
    <xsl:variable name="report" select="."/>
    <nav>
      <h2><xsl:call-template name="label"><xsl:with-param name="id" select="'contents'"/></xsl:call-template></h2>
      <ol>
        <xsl:for-each select="$sections/r:section[r:title]">
          <xsl:if test="@content != 'sources' or not(@content) or $report/long">
            <li>
              <a href="#{@id}">
                <xsl:apply-templates select="." mode="number"/>
                <xsl:text>　</xsl:text>
                <xsl:call-template name="texts"><xsl:with-param name="of" select="r:title"/></xsl:call-template>
              </a>
            </li>
          </xsl:if>
        </xsl:for-each>
      </ol>
    </nav>
  </xsl:template>

  <!-- ==== sections ==== -->

  <xsl:template match="r:section" mode="number">
    <span class="number"><xsl:apply-templates select="." mode="number-word"/></span>
  </xsl:template>

  <xsl:template match="r:section" mode="number-word">
    <xsl:param name="language" select="$first"/>
    <xsl:choose>
      <xsl:when test="@annex = 'yes'">
        <xsl:call-template name="word"><xsl:with-param name="id" select="'annex'"/><xsl:with-param name="language" select="$language"/><xsl:with-param name="a" select="count(preceding-sibling::r:section[@annex = 'yes']) + 1"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="word"><xsl:with-param name="id" select="'section'"/><xsl:with-param name="language" select="$language"/><xsl:with-param name="a" select="count(preceding-sibling::r:section[r:title and not(@annex = 'yes')]) + 1"/></xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="r:section">
    <xsl:param name="report"/>
    <xsl:if test="@content != 'sources' or not(@content) or $report/long">
      <section id="{@id}">
        <xsl:attribute name="class">
          <xsl:text>part</xsl:text>
          <xsl:if test="@annex = 'yes'"> annex</xsl:if>
          <xsl:if test="@content"> <xsl:text> of-</xsl:text><xsl:value-of select="@content"/></xsl:if>
        </xsl:attribute>
        <h2>
          <xsl:apply-templates select="." mode="number"/>
          <xsl:text>　</xsl:text>
          <xsl:call-template name="texts"><xsl:with-param name="of" select="r:title"/></xsl:call-template>
        </h2>
        <xsl:for-each select="r:p[@xml:lang = $first]">
          <xsl:variable name="place" select="position()"/>
          <p class="text"><xsl:call-template name="fill-engagement"><xsl:with-param name="report" select="$report"/></xsl:call-template></p>
          <xsl:for-each select="../r:p[@xml:lang = $second][$place]">
            <p class="text second" lang="{$second}"><xsl:call-template name="fill-engagement"><xsl:with-param name="report" select="$report"/></xsl:call-template></p>
          </xsl:for-each>
        </xsl:for-each>
        <xsl:choose>
          <xsl:when test="@content = 'engagement'"><xsl:apply-templates select="$report/engagement"/></xsl:when>
          <xsl:when test="@content = 'summary'"><xsl:apply-templates select="$report/summary"/></xsl:when>
          <xsl:when test="@content = 'open'"><xsl:apply-templates select="$report" mode="open"/></xsl:when>
          <xsl:when test="@content = 'dispositions'"><xsl:apply-templates select="$report" mode="dispositions"/></xsl:when>
          <xsl:when test="@content = 'findings'"><xsl:apply-templates select="$report" mode="findings"/></xsl:when>
          <xsl:when test="@content = 'results'"><xsl:apply-templates select="$report" mode="results"/></xsl:when>
          <xsl:when test="@content = 'bundles'"><xsl:apply-templates select="$report" mode="bundles"/></xsl:when>
          <xsl:when test="@content = 'sources'"><xsl:processing-instruction name="pieces">sources</xsl:processing-instruction></xsl:when>
        </xsl:choose>
      </section>
    </xsl:if>
  </xsl:template>

  <!-- A standing text of sections.xml with the engagement's particulars. -->
  <xsl:template name="fill-engagement">
    <xsl:param name="report"/>
    <xsl:variable name="language" select="@xml:lang"/>
    <xsl:variable name="e" select="$report/engagement"/>
    <xsl:call-template name="fill-names">
      <xsl:with-param name="text" select="normalize-space(.)"/>
      <xsl:with-param name="e" select="$e"/>
      <xsl:with-param name="language" select="$language"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="engagement">
    <table class="facts">
      <tbody>
        <xsl:call-template name="fact"><xsl:with-param name="id" select="'client'"/><xsl:with-param name="text" select="client"/></xsl:call-template>
        <xsl:call-template name="fact"><xsl:with-param name="id" select="'service'"/><xsl:with-param name="text" select="service"/></xsl:call-template>
        <xsl:call-template name="fact">
          <xsl:with-param name="id" select="'scheme'"/>
          <xsl:with-param name="text"><xsl:apply-templates select="." mode="scheme"/></xsl:with-param>
        </xsl:call-template>
        <xsl:call-template name="fact"><xsl:with-param name="id" select="'catalogue'"/><xsl:with-param name="text" select="catalogue"/></xsl:call-template>
        <tr>
          <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="'period'"/></xsl:call-template></th>
          <td><xsl:apply-templates select="." mode="period"/></td>
        </tr>
        <tr>
          <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="'as-of'"/></xsl:call-template></th>
          <td><xsl:call-template name="date"><xsl:with-param name="day" select="as_of"/><xsl:with-param name="language" select="$first"/></xsl:call-template></td>
        </tr>
        <xsl:call-template name="fact"><xsl:with-param name="id" select="'zone'"/><xsl:with-param name="text" select="zone"/></xsl:call-template>
      </tbody>
    </table>
  </xsl:template>

  <xsl:template match="engagement" mode="scheme">
    <xsl:choose>
      <xsl:when test="scheme = 'other'"><xsl:call-template name="word"><xsl:with-param name="id" select="'other-scheme'"/></xsl:call-template></xsl:when>
      <xsl:otherwise><xsl:value-of select="scheme"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- ==== what was not tested ==== -->

  <xsl:template match="report" mode="open">
    <xsl:choose>
      <xsl:when test="open or pending or waiting">
        <table class="open">
          <caption class="hidden"><xsl:call-template name="word"><xsl:with-param name="id" select="'tests'"/></xsl:call-template></caption>
          <thead><tr>
            <xsl:call-template name="th"><xsl:with-param name="id" select="'control'"/></xsl:call-template>
            <xsl:call-template name="th"><xsl:with-param name="id" select="'procedure'"/></xsl:call-template>
            <xsl:call-template name="th"><xsl:with-param name="id" select="'state'"/></xsl:call-template>
            <xsl:call-template name="th"><xsl:with-param name="id" select="'reason'"/></xsl:call-template>
          </tr></thead>
          <tbody>
            <xsl:apply-templates select="open | pending | waiting" mode="row"/>
          </tbody>
        </table>
      </xsl:when>
      <xsl:otherwise>
        <p class="text"><xsl:call-template name="say"><xsl:with-param name="id" select="'no-open'"/></xsl:call-template></p>
      </xsl:otherwise>
    </xsl:choose>
    <xsl:variable name="missing" select="sum(summary/disposition[code = 'missing']/controls)"/>
    <xsl:if test="$missing &gt; 0">
      <p class="text">
        <xsl:call-template name="say">
          <xsl:with-param name="id" select="'missing-note'"/>
          <xsl:with-param name="a" select="format-number($missing, $digits)"/>
          <xsl:with-param name="b"><xsl:apply-templates select="$sections/r:section[@content = 'dispositions']" mode="number-word"/></xsl:with-param>
          <xsl:with-param name="b2"><xsl:apply-templates select="$sections/r:section[@content = 'dispositions']" mode="number-word"><xsl:with-param name="language" select="$second"/></xsl:apply-templates></xsl:with-param>
        </xsl:call-template>
      </p>
    </xsl:if>
  </xsl:template>

  <xsl:template match="open" mode="row">
    <tr>
      <th scope="row" class="ref"><xsl:value-of select="control"/></th>
      <td>
        <a href="#{instance}"><xsl:call-template name="both"><xsl:with-param name="of" select="."/></xsl:call-template></a>
        <span class="code"><xsl:value-of select="concat(procedure, ' ', test)"/></span>
      </td>
      <td class="short">
        <xsl:call-template name="label"><xsl:with-param name="id" select="concat('state.', state)"/></xsl:call-template>
        <xsl:if test="state = 'ran'">
          <xsl:text> / </xsl:text>
          <xsl:call-template name="label"><xsl:with-param name="id" select="concat('outcome.', outcome)"/></xsl:call-template>
        </xsl:if>
      </td>
      <td>
        <xsl:if test="state = 'stale'"><xsl:call-template name="say"><xsl:with-param name="id" select="concat('stale-', standing)"/></xsl:call-template><br/></xsl:if>
        <xsl:apply-templates select="reason_code"/>
        <xsl:apply-templates select="." mode="sentence"/>
      </td>
    </tr>
  </xsl:template>

  <xsl:template match="pending" mode="row">
    <tr>
      <th scope="row" class="ref"><xsl:value-of select="control"/></th>
      <td>
        <xsl:call-template name="both"><xsl:with-param name="of" select="."/></xsl:call-template>
        <span class="code"><xsl:value-of select="procedure"/></span>
      </td>
      <td class="short"><xsl:call-template name="label"><xsl:with-param name="id" select="'state.not-run'"/></xsl:call-template></td>
      <td><xsl:call-template name="label"><xsl:with-param name="id" select="'reason.not-run'"/></xsl:call-template></td>
    </tr>
  </xsl:template>

  <xsl:template match="reason_code">
    <xsl:call-template name="label"><xsl:with-param name="id" select="concat('reason.', .)"/></xsl:call-template>
  </xsl:template>

  <!-- The sentence as it was recorded. -->
  <xsl:template match="*" mode="sentence">
    <xsl:if test="reason_ja or reason_en">
      <span class="sentence">
        <xsl:call-template name="both-or"><xsl:with-param name="of" select="."/><xsl:with-param name="name" select="'reason'"/></xsl:call-template>
      </span>
    </xsl:if>
  </xsl:template>

  <!-- ==== lists of the frame ==== -->

  <xsl:template match="report" mode="findings">
    <xsl:choose>
      <xsl:when test="finding">
        <table>
          <caption class="hidden"><xsl:call-template name="word"><xsl:with-param name="id" select="'findings'"/></xsl:call-template></caption>
          <thead><tr>
            <xsl:call-template name="th"><xsl:with-param name="id" select="'number'"/></xsl:call-template>
            <xsl:call-template name="th"><xsl:with-param name="id" select="'control'"/></xsl:call-template>
            <xsl:call-template name="th"><xsl:with-param name="id" select="'title'"/></xsl:call-template>
            <xsl:call-template name="th"><xsl:with-param name="id" select="'status'"/></xsl:call-template>
            <xsl:call-template name="th"><xsl:with-param name="id" select="'exception-count'"/><xsl:with-param name="class" select="'n'"/></xsl:call-template>
          </tr></thead>
          <tbody>
            <xsl:for-each select="finding">
              <tr>
                <th scope="row" class="ref"><a href="#{number}"><xsl:value-of select="number"/></a></th>
                <td class="ref"><xsl:value-of select="control"/></td>
                <td><xsl:call-template name="both"><xsl:with-param name="of" select="."/></xsl:call-template></td>
                <td class="short"><xsl:call-template name="label"><xsl:with-param name="id" select="concat('status.', status)"/></xsl:call-template></td>
                <td class="n"><xsl:value-of select="format-number(exception_count, $digits)"/></td>
              </tr>
            </xsl:for-each>
          </tbody>
        </table>
        <xsl:processing-instruction name="pieces">findings</xsl:processing-instruction>
      </xsl:when>
      <xsl:otherwise>
        <p class="text"><xsl:call-template name="say"><xsl:with-param name="id" select="'no-findings'"/></xsl:call-template></p>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="report" mode="results">
    <xsl:if test="summary/totals/tests = 0 and summary/totals/steps = 0">
      <p class="text"><xsl:call-template name="say"><xsl:with-param name="id" select="'no-results'"/></xsl:call-template></p>
    </xsl:if>
    <xsl:processing-instruction name="pieces">controls</xsl:processing-instruction>
    <xsl:processing-instruction name="pieces">general</xsl:processing-instruction>
  </xsl:template>

  <xsl:template match="report" mode="dispositions">
    <table>
      <caption class="hidden"><xsl:call-template name="word"><xsl:with-param name="id" select="'controls'"/></xsl:call-template></caption>
      <thead><tr>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'control'"/></xsl:call-template>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'title'"/></xsl:call-template>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'disposition'"/></xsl:call-template>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'test-count'"/><xsl:with-param name="class" select="'n'"/></xsl:call-template>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'exception-count'"/><xsl:with-param name="class" select="'n'"/></xsl:call-template>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'reason'"/></xsl:call-template>
      </tr></thead>
      <tbody>
        <xsl:for-each select="control">
          <tr>
            <th scope="row" class="ref">
              <xsl:choose>
                <xsl:when test="test_count &gt; 0 or step_count &gt; 0 or finding_count &gt; 0"><a href="#{ref}"><xsl:value-of select="ref"/></a></xsl:when>
                <xsl:otherwise><xsl:value-of select="ref"/></xsl:otherwise>
              </xsl:choose>
            </th>
            <td><xsl:call-template name="both"><xsl:with-param name="of" select="."/></xsl:call-template></td>
            <td class="short"><xsl:call-template name="label"><xsl:with-param name="id" select="concat('disposition.', disposition)"/></xsl:call-template></td>
            <td class="n"><xsl:value-of select="format-number(test_count, $digits)"/></td>
            <td class="n"><xsl:value-of select="format-number(exception_count + step_exception_count, $digits)"/></td>
            <td><xsl:apply-templates select="reason_code"/></td>
          </tr>
        </xsl:for-each>
      </tbody>
    </table>
    <ul class="equations">
      <xsl:for-each select="summary">
        <xsl:call-template name="equation">
          <xsl:with-param name="id" select="'sum-controls'"/><xsl:with-param name="total" select="totals/controls"/>
          <xsl:with-param name="rows" select="disposition"/><xsl:with-param name="prefix" select="'disposition.'"/>
        </xsl:call-template>
      </xsl:for-each>
    </ul>
  </xsl:template>

  <xsl:template match="report" mode="bundles">
    <xsl:choose>
      <xsl:when test="bundle">
        <ul class="equations"><li><xsl:apply-templates select="summary/members" mode="sum"/></li></ul>
        <xsl:processing-instruction name="pieces">bundles</xsl:processing-instruction>
      </xsl:when>
      <xsl:otherwise>
        <p class="text"><xsl:call-template name="say"><xsl:with-param name="id" select="'no-bundles'"/></xsl:call-template></p>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

</xsl:stylesheet>
