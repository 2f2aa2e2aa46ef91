<?xml version="1.0" encoding="UTF-8"?>
<!-- The summary: tables, and the sums that reconcile, written as sums. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:r="urn:chosho:report:1" exclude-result-prefixes="r">

  <xsl:template match="summary">
    <div class="sums">
      <xsl:apply-templates select="." mode="controls"/>
      <xsl:apply-templates select="." mode="tests"/>
      <xsl:apply-templates select="." mode="steps"/>
      <xsl:if test="status">
        <table>
          <caption>
            <xsl:call-template name="label"><xsl:with-param name="id" select="'findings'"/></xsl:call-template>
          </caption>
          <thead><tr>
            <xsl:call-template name="th"><xsl:with-param name="id" select="'status'"/></xsl:call-template>
            <xsl:call-template name="th"><xsl:with-param name="id" select="'count'"/><xsl:with-param name="class" select="'n'"/></xsl:call-template>
          </tr></thead>
          <tbody>
            <xsl:for-each select="status">
              <tr>
                <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="concat('status.', code)"/></xsl:call-template></th>
                <td class="n"><xsl:value-of select="format-number(findings, $digits)"/></td>
              </tr>
            </xsl:for-each>
          </tbody>
          <xsl:call-template name="total-row"><xsl:with-param name="sum" select="sum(status/findings)"/></xsl:call-template>
        </table>
      </xsl:if>
    </div>
    <ul class="equations">
      <xsl:call-template name="equation">
        <xsl:with-param name="id" select="'sum-controls'"/><xsl:with-param name="total" select="totals/controls"/>
        <xsl:with-param name="rows" select="disposition"/><xsl:with-param name="prefix" select="'disposition.'"/>
      </xsl:call-template>
      <xsl:call-template name="equation">
        <xsl:with-param name="id" select="'sum-tests'"/><xsl:with-param name="total" select="totals/tests"/>
        <xsl:with-param name="rows" select="outcome"/><xsl:with-param name="prefix" select="'outcome.'"/>
      </xsl:call-template>
      <xsl:if test="steps">
        <xsl:call-template name="equation">
          <xsl:with-param name="id" select="'step.sum'"/><xsl:with-param name="total" select="totals/steps"/>
          <xsl:with-param name="rows" select="steps"/><xsl:with-param name="prefix" select="'outcome.'"/>
        </xsl:call-template>
      </xsl:if>
      <li>
        <xsl:call-template name="say">
          <xsl:with-param name="id" select="'sum-exceptions'"/>
          <xsl:with-param name="a" select="format-number(totals/exceptions, $digits)"/>
          <xsl:with-param name="b" select="format-number(totals/promoted, $digits)"/>
          <xsl:with-param name="c" select="format-number(totals/exceptions - totals/promoted, $digits)"/>
        </xsl:call-template>
      </li>
      <xsl:if test="status">
        <xsl:call-template name="equation">
          <xsl:with-param name="id" select="'sum-findings'"/><xsl:with-param name="total" select="totals/findings"/>
          <xsl:with-param name="rows" select="status"/><xsl:with-param name="prefix" select="'status.'"/>
        </xsl:call-template>
      </xsl:if>
      <li><xsl:apply-templates select="members" mode="sum"/></li>
    </ul>
  </xsl:template>

  <xsl:template match="members" mode="sum">
    <div><xsl:call-template name="say">
      <xsl:with-param name="id" select="'sum-members'"/>
      <xsl:with-param name="a" select="format-number(members - opened, $digits)"/>
      <xsl:with-param name="b" select="format-number(used, $digits)"/>
      <xsl:with-param name="c" select="format-number(unused, $digits)"/>
      <xsl:with-param name="d" select="format-number(unread, $digits)"/>
      <xsl:with-param name="e" select="format-number(refused, $digits)"/>
    </xsl:call-template></div>
    <xsl:if test="opened &gt; 0">
      <div><xsl:call-template name="say"><xsl:with-param name="id" select="'sum-opened'"/><xsl:with-param name="a" select="format-number(opened, $digits)"/></xsl:call-template></div>
    </xsl:if>
    <xsl:if test="folders &gt; 0">
      <div><xsl:call-template name="say"><xsl:with-param name="id" select="'sum-folders'"/><xsl:with-param name="a" select="format-number(folders, $digits)"/></xsl:call-template></div>
    </xsl:if>
    <xsl:if test="damaged &gt; 0">
      <div><xsl:call-template name="say"><xsl:with-param name="id" select="'sum-damaged'"/><xsl:with-param name="a" select="format-number(damaged, $digits)"/></xsl:call-template></div>
    </xsl:if>
  </xsl:template>

  <xsl:template match="summary" mode="controls">
    <table>
      <caption><xsl:call-template name="label"><xsl:with-param name="id" select="'controls'"/></xsl:call-template></caption>
      <thead><tr>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'disposition'"/></xsl:call-template>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'reason'"/></xsl:call-template>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'count'"/><xsl:with-param name="class" select="'n'"/></xsl:call-template>
      </tr></thead>
      <tbody>
        <xsl:for-each select="disposition">
          <tr>
            <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="concat('disposition.', code)"/></xsl:call-template></th>
            <td><xsl:apply-templates select="reason_code"/></td>
            <td class="n"><xsl:value-of select="format-number(controls, $digits)"/></td>
          </tr>
        </xsl:for-each>
      </tbody>
      <xsl:call-template name="total-row"><xsl:with-param name="sum" select="sum(disposition/controls)"/><xsl:with-param name="span" select="2"/></xsl:call-template>
    </table>
  </xsl:template>

  <xsl:template match="summary" mode="tests">
    <table>
      <caption><xsl:call-template name="label"><xsl:with-param name="id" select="'tests'"/></xsl:call-template></caption>
      <thead><tr>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'state'"/></xsl:call-template>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'outcome'"/></xsl:call-template>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'test-count'"/><xsl:with-param name="class" select="'n'"/></xsl:call-template>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'exception-count'"/><xsl:with-param name="class" select="'n'"/></xsl:call-template>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'other-routes'"/><xsl:with-param name="class" select="'n'"/></xsl:call-template>
        <xsl:call-template name="th"><xsl:with-param name="id" select="'undecidable-count'"/><xsl:with-param name="class" select="'n'"/></xsl:call-template>
      </tr></thead>
      <tbody>
        <xsl:for-each select="outcome">
          <tr>
            <td><xsl:call-template name="label"><xsl:with-param name="id" select="concat('state.', state)"/></xsl:call-template></td>
            <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="concat('outcome.', code)"/></xsl:call-template></th>
            <td class="n"><xsl:value-of select="format-number(tests, $digits)"/></td>
            <td class="n"><xsl:value-of select="format-number(exceptions, $digits)"/></td>
            <td class="n"><xsl:value-of select="format-number(other_route, $digits)"/></td>
            <td class="n"><xsl:value-of select="format-number(undecidable, $digits)"/></td>
          </tr>
        </xsl:for-each>
      </tbody>
      <tfoot><tr>
        <th scope="row" colspan="2"><xsl:call-template name="label"><xsl:with-param name="id" select="'total'"/></xsl:call-template></th>
        <td class="n"><xsl:value-of select="format-number(sum(outcome/tests), $digits)"/></td>
        <td class="n"><xsl:value-of select="format-number(sum(outcome/exceptions), $digits)"/></td>
        <td class="n"><xsl:value-of select="format-number(sum(outcome/other_route), $digits)"/></td>
        <td class="n"><xsl:value-of select="format-number(sum(outcome/undecidable), $digits)"/></td>
      </tr></tfoot>
    </table>
  </xsl:template>

  <xsl:template name="total-row">
    <xsl:param name="sum"/>
    <xsl:param name="span" select="1"/>
    <tfoot><tr>
      <th scope="row" colspan="{$span}"><xsl:call-template name="label"><xsl:with-param name="id" select="'total'"/></xsl:call-template></th>
      <td class="n"><xsl:value-of select="format-number($sum, $digits)"/></td>
    </tr></tfoot>
  </xsl:template>

  <!-- "108 = performed 6 + missing 102". Rows of one code are added up. -->
  <xsl:template name="equation">
    <xsl:param name="id"/>
    <xsl:param name="total"/>
    <xsl:param name="rows"/>
    <xsl:param name="prefix"/>
    <li>
      <xsl:call-template name="say">
        <xsl:with-param name="id" select="$id"/>
        <xsl:with-param name="a" select="format-number($total, $digits)"/>
        <xsl:with-param name="b"><xsl:call-template name="terms"><xsl:with-param name="rows" select="$rows"/><xsl:with-param name="prefix" select="$prefix"/></xsl:call-template></xsl:with-param>
        <xsl:with-param name="b2"><xsl:call-template name="terms"><xsl:with-param name="rows" select="$rows"/><xsl:with-param name="prefix" select="$prefix"/><xsl:with-param name="language" select="$second"/></xsl:call-template></xsl:with-param>
      </xsl:call-template>
    </li>
  </xsl:template>

  <xsl:template name="terms">
    <xsl:param name="rows"/>
    <xsl:param name="prefix"/>
    <xsl:param name="language" select="$first"/>
    <xsl:if test="not($rows)">0</xsl:if>
    <xsl:for-each select="$rows[not(code = preceding-sibling::*[local-name() = local-name($rows[1])]/code)]">
      <xsl:variable name="code" select="code"/>
      <xsl:if test="position() &gt; 1"> + </xsl:if>
      <xsl:call-template name="word"><xsl:with-param name="id" select="concat($prefix, $code)"/><xsl:with-param name="language" select="$language"/></xsl:call-template>
      <xsl:text> </xsl:text>
      <xsl:value-of select="format-number(sum($rows[code = $code]/*[local-name() = 'controls' or local-name() = 'tests' or local-name() = 'findings' or local-name() = 'steps']), $digits)"/>
    </xsl:for-each>
  </xsl:template>

</xsl:stylesheet>
